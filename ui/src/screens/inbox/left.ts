// How long an answer may still take, in words. The core says until when; here only the span is told.

import { words } from "../../words";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span as people say it: minutes under an hour, hours under two days, then days. */
export function span(ms: number): string {
  const w = words.inbox.left;
  if (ms < HOUR) return w.min(Math.max(1, Math.floor(ms / MINUTE)));
  if (ms < 2 * DAY) return w.h(Math.floor(ms / HOUR));
  return w.d(Math.floor(ms / DAY));
}

/** What is left until `by`, or how late it is; both instants in milliseconds. */
export function left(by: number, now: number): string {
  const w = words.inbox.left;
  const ms = by - now;
  if (ms < 0) return w.late(span(-ms));
  if (ms < HOUR) return w.minutes(Math.max(1, Math.floor(ms / MINUTE)));
  if (ms < 2 * DAY) return w.hours(Math.floor(ms / HOUR));
  return w.days(Math.floor(ms / DAY));
}

/** How long ago something was. */
export function ago(at: number, now: number): string {
  const w = words.inbox.left;
  return now - at < MINUTE ? w.now : w.ago(span(now - at));
}
