import assert from "node:assert/strict";
import { test } from "node:test";
import { docComments, vague, words } from "./prose.mjs";
import { WORDS } from "./words.mjs";

const found = (text) => words(text, WORDS).map(({ line, found }) => [line, found]);

test("a listed word is found with its line and the better word", () => {
  assert.deepEqual(words("let a = 1;\n// Written anew each time.\n", WORDS), [
    { line: 2, found: "anew", better: "again, new" },
  ]);
});

test("a listed phrase is found across the lines of a comment and in names", () => {
  assert.deepEqual(found("/// It can be taken\n/// out of the week."), [[1, "taken /// out"]]);
  assert.deepEqual(found(" * its header is\n * none.\n"), [[1, "is * none"]]);
  assert.deepEqual(found("const TAKE_OUT = 1;"), [[1, "TAKE_OUT"]]);
});

test("words that only contain a listed one, Rust's is_none and `there is none` are left alone", () => {
  assert.deepEqual(found("amended recommend; if x.is_none() {} if case.meta is None: // when there is none"), []);
});

test("every pattern compiles and names a better word", () => {
  for (const [pattern, better] of WORDS) {
    assert.ok(better.length > 0);
    assert.doesNotThrow(() => words("", [[pattern, better]]), pattern);
  }
});

test("unnamed persons are counted in code and text alike", () => {
  assert.deepEqual(vague("Whoever asks,\nnobody's answer; the whole"), [
    { line: 1, found: "Whoever" },
    { line: 2, found: "nobody" },
  ]);
});

test("a doc comment is judged by its opening alone, in Rust and in JSDoc", () => {
  const text =
    "/// Whether it is.\n/// What follows is not an opening.\nfn a() {}\n//// no doc\n/** The day. */\n/** That it went well. */\n//! How it works.\n";
  assert.deepEqual(
    docComments(text).map(({ line, bad }) => [line, bad]),
    [
      [1, true],
      [5, false],
      [6, true],
      [7, true],
    ],
  );
});

test("a JSDoc comment that opens on its second line is judged by that line", () => {
  assert.deepEqual(
    docComments("/**\n * Whose it is.\n */\n").map(({ bad }) => bad),
    [true],
  );
});
