// Squares of the calendar: which days a view shows, and what they are called. A date here is `2026-11-20` and a time
// `09:00`, both the clinic's as the core tells them; nothing here knows a zone or an instant.

import type { PlanCell } from "../../api/bindings/PlanCell";
import { step } from "../../kit/plan/calendar";

export type View = "month" | "week" | "day" | "list";
export type GridView = Exclude<View, "list">;

const noon = (date: string) => {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day, 12));
};

/** The day of the week, Monday being 1. */
export function weekday(date: string): number {
  return noon(date).getUTCDay() || 7;
}

/** The Monday of the week of `date`. */
export function monday(date: string): string {
  return step(date, 1 - weekday(date));
}

/** The first and the last day that a view shows. */
export function span(view: GridView, date: string): { from: string; to: string } {
  if (view === "day") return { from: date, to: date };
  if (view === "week") return { from: monday(date), to: step(monday(date), 6) };
  const first = `${date.slice(0, 8)}01`;
  const last = step(addMonths(first, 1), -1);
  return { from: monday(first), to: step(monday(last), 6) };
}

/** The same day some months on; the last one of a shorter month. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/** The day that the next, or the previous, page of a view is about. */
export function turn(view: GridView, date: string, by: 1 | -1): string {
  return view === "month" ? addMonths(date, by) : step(date, view === "week" ? 7 * by : by);
}

/** What a page is called: `November 2026`, `16 – 22 November 2026`, `Friday 20 November 2026`. */
export function pageTitle(view: GridView, date: string, locale: string): string {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  if (view === "month") return format({ month: "long", year: "numeric" }).format(noon(date));
  const whole: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric" };
  if (view === "day")
    return format({ weekday: "long", ...whole })
      .format(noon(date))
      .replace(",", "");
  const { from, to } = span("week", date);
  return format(whole).formatRange(noon(from), noon(to));
}

/** `Fri 20 Nov`. */
export function shortDay(date: string, locale: string): string {
  const options = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale, options).format(noon(date)).replace(",", "");
}

/** The cell some seconds on the wall clock later; the calendar library tells a drag that way. */
export function shifted(cell: PlanCell, days: number, seconds: number): PlanCell {
  const at = new Date(`${cell.date}T${cell.time}:00Z`).getTime() + days * 86_400_000 + seconds * 1000;
  const text = new Date(at).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

/** Whether one cell comes before another. */
export function before(a: PlanCell, b: PlanCell): boolean {
  return `${a.date}T${a.time}` < `${b.date}T${b.time}`;
}

/** Every day from the first to the last. */
export function eachDay(from: string, to: string): string[] {
  const days = [from];
  while ((days.at(-1) ?? to) < to && days.length < 400) days.push(step(days.at(-1) ?? to, 1));
  return days;
}
