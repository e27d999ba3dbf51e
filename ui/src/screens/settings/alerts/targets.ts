// How long an answer may take, as people type it: a count of minutes, hours or days.

const MINUTES = { minutes: 1, hours: 60, days: 24 * 60 } as const;

export type Unit = keyof typeof MINUTES;
export interface Length {
  count: string;
  unit: Unit;
}

/** Minutes in the largest unit that holds them whole. */
export function asLength(minutes: number): Length {
  const unit = (["days", "hours"] as const).find((one) => minutes % MINUTES[one] === 0) ?? "minutes";
  return { count: String(minutes / MINUTES[unit]), unit };
}

/** What was typed, in minutes; `undefined` where it is no whole number. */
export function minutesOf({ count, unit }: Length): number | undefined {
  return /^\d{1,5}$/.test(count.trim()) ? Number(count) * MINUTES[unit] : undefined;
}
