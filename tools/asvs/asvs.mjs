// The table of docs/asvs.md: its rows, and what is wrong with it.

const ROW = /^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (yes|partly|no|n\/a) \| ([^|]+) \|$/;

/** The rows of the table. */
export function rows(markdown) {
  const found = markdown.split("\n").map((line) => ROW.exec(line));
  return found
    .filter(Boolean)
    .map(([, id, level, requirement, met, how]) => ({ id, level, requirement, met, how, references: references(how) }));
}

/** The tests (`path::name`) and files that a text names. */
function references(text) {
  const quoted = [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  return quoted
    .filter((name) => /^\.?[\w.@/-]+\.\w+(::.+)?$|^\.\w+$/.test(name))
    .filter((name) => name.includes("::") || !name.startsWith("/"))
    .map((name) => {
      const [path, ...test] = name.split("::");
      return { path, test: test.join("::") || undefined };
    });
}

/** True if a file of this text has the test. */
function hasTest(path, text, test) {
  return path.endsWith(".rs") ? new RegExp(`\\bfn ${test}\\b`).test(text) : text.includes(`"${test}"`);
}

/**
 * The problems, one sentence each.
 *
 * @param requirements lines of an id and its level
 * @param read returns a file's text; undefined if there is none
 */
export function problems(markdown, requirements, read) {
  const table = rows(markdown);
  const wrong = [];
  const levels = new Map(
    requirements
      .split("\n")
      .filter((line) => /^\d/.test(line))
      .map((line) => line.split(" ")),
  );
  for (const [id, level] of levels) {
    const found = table.filter((row) => row.id === id);
    if (found.length !== 1) wrong.push(`${id} is there ${found.length} times`);
    else if (found[0].level !== level) wrong.push(`${id} has level ${level}`);
  }
  for (const { id, met, references } of table) {
    if (!levels.has(id)) wrong.push(`${id} is no requirement of levels 1 and 2`);
    if (["yes", "partly"].includes(met) && references.length === 0) wrong.push(`${id} names neither a test nor a file`);
    for (const { path, test } of references) {
      const text = read(path);
      if (text === undefined) wrong.push(`${id} names ${path}, which does not exist`);
      else if (test && !hasTest(path, text, test)) wrong.push(`${id} names ${path}::${test}, which does not exist`);
    }
  }
  const count = (met) => table.filter((row) => row.met === met).length;
  const total = `${table.length} requirements: ${count("yes")} met, ${count("partly")} partly met, ${count("no")} not met, ${count("n/a")} not applicable.`;
  if (!markdown.includes(total)) wrong.push(`the counts are: ${total}`);
  return wrong;
}
