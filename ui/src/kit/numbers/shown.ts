// How a number is written, and which posts have any.

import type { DisplayState } from "../../api/bindings/DisplayState";
import type { GlanceNumber } from "../../api/bindings/GlanceNumber";
import type { NumbersGlance } from "../../api/bindings/NumbersGlance";
import type { Platform } from "../../api/bindings/Platform";
import type { Post } from "../../api/bindings/Post";
import { words } from "../../words";

const w = words.numbers;

/** A count, or a span of time in milliseconds, as people read it. */
export function written(value: number, isTime: boolean): string {
  return isTime ? w.duration(value) : w.count(value);
}

/** A headline number as people read it; nothing where there is none. */
export function headline({ metric, value }: GlanceNumber): string | undefined {
  return value === null
    ? undefined
    : written(value, metric === "watch_time" || metric === "average_watch_time");
}

/** The first number of a glance that is told, for where there is no room for more. */
export function inShort({ numbers }: NumbersGlance): { value: string; name: string } | undefined {
  for (const one of numbers) {
    const value = headline(one);
    if (value !== undefined) return { value, name: one.name };
  }
  return undefined;
}

const out: readonly DisplayState[] = ["posted", "partly_posted", "removed", "doubt"];

/** Whether something of it may be public, so that its numbers are worth asking for. The core leaves out the rest. */
export function mayHaveNumbers({ state, platform }: { state: DisplayState; platform: Platform }): boolean {
  return platform !== "whatsapp" && out.includes(state);
}

/** Whether something of it is public, or was: then its numbers are told, or why there are none. */
export function wasPublic({ summary, delivery }: Post): boolean {
  if (["posted", "partly_posted", "removed"].includes(summary.state)) return true;
  return delivery?.parts.some(({ state }) => state === "posted" || state === "removed") ?? false;
}
