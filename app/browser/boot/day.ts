// Which day it is.

/**
 * The day of a person whose clock shows `date` and `hour`, as in `DayEnd::day`
 * (app/domain/src/calendar/day_end.rs). NaN for a page that knows no day's end.
 */
export function dayAt(date: string, hour: number, dayEnd: number): string {
  return hour < dayEnd ? new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10) : date;
}
