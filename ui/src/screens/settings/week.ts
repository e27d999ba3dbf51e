// A week of times, as it is read and typed: seven days from Monday, each a list of clock times in order. A time here is
// one on the channel's own clock, `18:30`, and no instant.

import type { Slot } from "../../api/bindings/Slot";
import { readTime } from "../../kit/plan/calendar";

export type Week = readonly (readonly string[])[];

const inOrder = (times: readonly string[]) => [...new Set(times)].sort();

/** The times of each day, from what the core tells. */
export function weekOf(slots: readonly Slot[]): Week {
  return Array.from({ length: 7 }, (_, day) =>
    inOrder(slots.filter(({ weekday }) => weekday === day + 1).map(({ time }) => time)),
  );
}

/** What the core is told. */
export function slotsOf(week: Week): Slot[] {
  return week.flatMap((times, day) => times.map((time) => ({ weekday: day + 1, time })));
}

/** The week with other times on one day. */
export function withDay(week: Week, day: number, times: readonly string[]): Week {
  return week.map((was, at) => (at === day ? inOrder(times) : was));
}

/** The week in which some days are like one of them. */
export function copied(week: Week, from: number, to: readonly number[]): Week {
  return week.map((was, day) => (to.includes(day) ? [...(week[from] ?? [])] : was));
}

/** The times in what was typed, one or several with a space between them; or the first word that is none. */
export function readTimes(text: string): { times: string[] } | { wrong: string } {
  const times: string[] = [];
  for (const word of text.split(/[\s,;]+/).filter((one) => one !== "")) {
    const time = readTime(word);
    if (!time) return { wrong: word };
    times.push(time);
  }
  return { times };
}
