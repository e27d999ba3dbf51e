// Dates and clock times as people type them. A date here is a square of the calendar, `2026-11-20`, and no instant:
// which instant it is, the core derives, and it refuses what there is not.

/** `2026-11-20` from what was typed, or nothing. */
export function readDate(text: string): string | undefined {
  const found = /^\s*(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})\s*$/.exec(text);
  if (!found) return undefined;
  const [, year = "", month = "", day = ""] = found;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return step(date, 0) === date ? date : undefined;
}

/** `09:00` from `9`, `930`, `9.30` or `09:30`; nothing from what is no time. */
export function readTime(text: string): string | undefined {
  const found = /^\s*(\d{1,2})(?:[:.h ]?(\d{2}))?\s*$/.exec(text);
  if (!found) return undefined;
  const [, hour = "", minute = "00"] = found;
  return Number(hour) < 24 && Number(minute) < 60 ? `${hour.padStart(2, "0")}:${minute}` : undefined;
}

/** The date some days later, or earlier. */
export function step(date: string, days: number): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

/** The clock time some minutes on, within the day. */
export function stepTime(time: string, minutes: number): string {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const total = (((hour * 60 + minute + minutes) % 1440) + 1440) % 1440;
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(total / 60))}:${two(total % 60)}`;
}

/** `Friday 20 November`, in the order that the language has. */
export function longDay(date: string, locale: string): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const format = new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
  return format.format(Date.UTC(year, month - 1, day));
}
