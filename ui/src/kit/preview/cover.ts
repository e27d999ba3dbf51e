// The instant of a video that stands as its cover, as people read it.

import type { Content } from "../../api/bindings/Content";
import { words } from "../../words";

/** The chosen instant in milliseconds; null where the platform takes its own. */
export function coverOf({ options }: Content): number | null {
  switch (options.platform) {
    case "instagram":
    case "tiktok":
      return options.cover_ms ?? null;
    case "x":
    case "facebook":
    case "linkedin":
    case "whatsapp":
    case "youtube":
      return null;
  }
}

/** An instant as a clock of the video shows it: «0:01.5». */
export function instantOf(ms: number): string {
  const tenths = Math.round(ms / 100);
  const [minutes, rest] = [Math.floor(tenths / 600), tenths % 600];
  return `${minutes}:${String(Math.floor(rest / 10)).padStart(2, "0")}.${rest % 10}`;
}

export function coverText(ms: number | null): string {
  return ms === null ? words.preview.cover.own : words.preview.cover.at(instantOf(ms));
}
