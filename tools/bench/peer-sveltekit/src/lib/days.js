// Days are "YYYY-MM-DD"; arithmetic in UTC.
const DAY_MS = 86_400_000;

export const plus = (day, days) => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

export const isDay = (text) =>
  /^\d{4}-\d\d-\d\d$/.test(text) && new Date(Date.parse(text) || 0).toISOString().slice(0, 10) === text;

export const days = (start, end) => (Date.parse(end) - Date.parse(start)) / DAY_MS + 1;

/** The date in a time zone. */
export const today = (timeZone) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(new Date());

/** The Monday of a day's week. */
export const monday = (day) => plus(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7));

const LONG = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const SHORT = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" });

export const long = (day) => LONG.format(Date.parse(day));
export const short = (day) => SHORT.format(Date.parse(day));
