// Writes app/src/domain/regions.rs: `node tools/cldr/main.mjs`. The data is Unicode's CLDR, as Node
// carries it for Intl (https://github.com/unicode-org/cldr-json, supplemental: weekData, timeData,
// likelySubtags; the date patterns of `en`). To be run again with a newer Node.

import { writeFileSync } from "node:fs";

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const pairs = letters.flatMap((one) => letters.map((two) => one + two));
const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
/** Not those of the past, which have another code today, nor those that are no place. */
const isRegion = (code) =>
  names.of(code) &&
  Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}` &&
  !/^(EU|EZ|QO|UN|XA|XB|ZZ)$/.test(code);
const regions = pairs.filter(isRegion);

// Both were properties before they became functions.
const weekInfo = (locale) => locale.getWeekInfo?.() ?? locale.weekInfo;
const hourCycles = (locale) => locale.getHourCycles?.() ?? locale.hourCycles;

const firstDay = (region) => weekInfo(new Intl.Locale(`und-${region}`)).firstDay;
const [FRIDAY, SATURDAY, SUNDAY] = [5, 6, 7];
const beginOn = (day) => regions.filter((region) => firstDay(region) === day);

const twelveHours = regions.filter((region) => /^h1/.test(hourCycles(new Intl.Locale(`en-${region}`))[0]));

/** English where it has patterns of its own: elsewhere CLDR falls back to those of the United States. */
const monthFirst = regions.filter((region) => {
  const format = new Intl.DateTimeFormat(`en-${region}`, { dateStyle: "full" });
  const parts = format.formatToParts(0).map(({ type }) => type);
  return format.resolvedOptions().locale === `en-${region}` && parts.indexOf("month") < parts.indexOf("day");
});

/** The languages that CLDR speaks, and, where it matters, the scripts that some are written in. */
const scripts = [
  "Adlm",
  "Arab",
  "Beng",
  "Cyrl",
  "Deva",
  "Guru",
  "Hans",
  "Hant",
  "Latn",
  "Mtei",
  "Olck",
  "Tfng",
  "Vaii",
];
const lower = pairs.map((pair) => pair.toLowerCase());
const codes = [...lower, ...lower.flatMap((pair) => letters.map((letter) => pair + letter.toLowerCase()))];
/** Not those that are another's by now, except where a short code of old may still be sent. */
const isUsed = (code) => code.length === 2 || Intl.getCanonicalLocales(code)[0] === code;
const languages = codes.filter((code) => isUsed(code) && Intl.DateTimeFormat.supportedLocalesOf(code).length > 0);
const regionOf = (tag) => new Intl.Locale(tag).maximize().region;
const likely = languages.flatMap((language) => {
  const written = scripts.map((script) => `${language}-${script}`);
  const differs = (tag) => {
    const { locale } = new Intl.DateTimeFormat(tag).resolvedOptions();
    return locale === tag && regionOf(tag) !== regionOf(language);
  };
  return [language, ...written.filter(differs)].map((tag) => `${tag}=${regionOf(tag)}`);
});

const wrapped = (words) => {
  const lines = [""];
  for (const word of words) {
    if (lines.at(-1).length + word.length > 90) lines.push("");
    lines.push(`${lines.pop()}${word} `);
  }
  return lines
    .map((line) => `    ${line}`)
    .join("\\\n")
    .trimEnd();
};
const table = (comment, name, words) => `/// ${comment}
pub(super) const ${name}: &str = "\\
${wrapped(words)}";
`;

const source = [
  `//! Regional conventions of CLDR ${process.versions.cldr}. Written by \`node tools/cldr/main.mjs\`.
`,
  table("Regions whose week begins on Friday.", "FRIDAY_FIRST", beginOn(FRIDAY)),
  table("Regions whose week begins on Saturday.", "SATURDAY_FIRST", beginOn(SATURDAY)),
  table("Regions whose week begins on Sunday; on Monday in all others.", "SUNDAY_FIRST", beginOn(SUNDAY)),
  table("Regions whose English writes the month before the day.", "MONTH_FIRST", monthFirst),
  table("Regions whose English uses the 12-hour clock.", "TWELVE_HOURS", twelveHours),
  table("The most likely region of a language.", "LIKELY", likely),
].join("\n");
writeFileSync(new URL("../../app/src/domain/regions.rs", import.meta.url), source);
