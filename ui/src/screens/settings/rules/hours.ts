// Hours of a week, as they are read and typed: for each day from Monday a text such as `09:00–12:00, 14:00–18:00`.

import type { PolicyWindow } from "../../../api/bindings/PolicyWindow";
import { readTime } from "../../../kit/plan/calendar";

type Hours = Omit<PolicyWindow, "weekday">;

/** The hours of each day in words, from what the core tells; empty for a day without. */
export function hoursOf(windows: readonly PolicyWindow[]): string[] {
  return Array.from({ length: 7 }, (_, day) =>
    windows
      .filter(({ weekday }) => weekday === day + 1)
      .map(({ from, until }) => `${from}–${until}`)
      .join(", "),
  );
}

/** The hours in what was typed for a day; or the first piece that is none. */
export function readHours(text: string): { hours: Hours[] } | { wrong: string } {
  const hours: Hours[] = [];
  const pieces = text.replace(/\s*[-–—]\s*/g, "–").split(/[\s,;]+/);
  for (const piece of pieces.filter((one) => one !== "")) {
    const [first = "", last = "", ...more] = piece.split("–");
    const from = readTime(first);
    const until = /^24([:.]?00)?$/.test(last) ? "24:00" : readTime(last);
    if (!from || !until || more.length > 0 || from >= until) return { wrong: piece };
    hours.push({ from, until });
  }
  return { hours };
}

/** A whole number that was typed; nothing for an empty field, and `undefined` for what is none. */
export function readCount(text: string): number | null | undefined {
  const typed = text.trim();
  if (typed === "") return null;
  return /^\d{1,4}$/.test(typed) && Number(typed) > 0 ? Number(typed) : undefined;
}

/** The lines of a list as it is typed, one entry each. */
export const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
