const TABLE_DAYS = 4096;
const LOGS = Float64Array.from({ length: TABLE_DAYS }, (_, days) => Math.log(days));

/** Math.log of a whole number of days, at least one: looked up as far as gaps between orders usually reach. */
export function logDays(days: number): number {
  return days < TABLE_DAYS ? LOGS[days]! : Math.log(days);
}
