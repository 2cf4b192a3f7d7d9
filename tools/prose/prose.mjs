// Holds text to how we write (CONTRIBUTING.md): three rules, each a pure function of a file's text.

const OPENINGS = /^(?:What|Whether|Who|Whoever|Whose|That|How)\b/;
const VAGUE = /\b(?:who|whoever|somebody|nobody)\b/gi;
/** What may stand between two words: a line break with its comment sign, or the joint of a name. */
const GAP = "(?:[ _-]|\\s*\\n\\s*(?:(?:///?|//!|\\*|#|--|>)\\s*)?)";

const compile = ([pattern, better]) => ({
  regex: new RegExp(`(?<![a-zA-Z])(?:${pattern.replaceAll(" ", GAP)})(?![a-zA-Z])`, "gi"),
  better,
});

function locate(text) {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (index) => starts.findLastIndex((start) => start <= index) + 1;
}

/** Every use of a listed word: `{line, found, better}`. */
export function words(text, list) {
  const line = locate(text);
  return (
    list
      .map(compile)
      .flatMap(({ regex, better }) =>
        [...text.matchAll(regex)].map((match) => ({
          line: line(match.index),
          found: match[0].replaceAll(/\s+/g, " "),
          better,
        })),
      )
      // A constant of Rust and Python.
      .filter(({ found }) => !found.endsWith("None"))
      .toSorted((a, b) => a.line - b.line)
  );
}

/** Every word for a person whom nobody names: `{line, found}`. */
export function vague(text) {
  const line = locate(text);
  return [...text.matchAll(VAGUE)].map((match) => ({ line: line(match.index), found: match[0] }));
}

/** The doc comments of a file (Rust's and JSDoc's): `{line, opening, bad}`, by their first line of text. */
export function docComments(text) {
  const lines = text.split("\n").map((line) => line.trim());
  const sign = (line) => /^\/\/[/!](?!\/)|^\/\*\*(?!\/)/.exec(line ?? "")?.[0];
  return lines.flatMap((line, i) => {
    const own = sign(line);
    // Neighbouring lines of "///" are one comment.
    if (!own || (own !== "/**" && own === sign(lines[i - 1]))) return [];
    const opening = line.slice(own.length).trim() || (own === "/**" ? (lines[i + 1] ?? "").replace(/^\*\s*/, "") : "");
    return [{ line: i + 1, opening, bad: OPENINGS.test(opening) }];
  });
}
