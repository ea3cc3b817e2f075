import dayjs, { type Dayjs } from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";

dayjs.extend(utc);
dayjs.extend(timezone);

export const SHANGHAI = "Asia/Shanghai";
const WALL = "YYYY-MM-DDTHH:mm:ss";

/** What a clock in Shanghai shows at an instant, as a day and time that pickers can show as they are. */
export function wallClock(instant: string): Dayjs {
  return dayjs(dayjs(instant).tz(SHANGHAI).format(WALL));
}

/** The instant at which a clock in Shanghai shows this. */
export function instantOf(wall: Dayjs): string {
  return `${wall.format(WALL)}+08:00`;
}

export function now(): string {
  return instantOf(wallClock(new Date().toISOString()));
}

/** An instant moved to another day, its time of day kept. */
export function onDay(instant: string, day: string): string {
  return `${day}T${wallClock(instant).format("HH:mm:ss")}+08:00`;
}

/** The last day before one. */
export function dayBefore(day: string): string {
  return dayjs(day).subtract(1, "day").format("YYYY-MM-DD");
}

/** The time of day in Shanghai: `14:05`. */
export function clockTime(instant: string): string {
  return wallClock(instant).format("HH:mm");
}

/** The beginning of the day in Shanghai. */
export function today(): string {
  return `${wallClock(new Date().toISOString()).format("YYYY-MM-DD")}T00:00:00+08:00`;
}

/** The minute that has begun, so that what is asked with it is not asked anew at every moment. */
export function minute(): string {
  return `${wallClock(new Date().toISOString()).format("YYYY-MM-DDTHH:mm")}:00+08:00`;
}
