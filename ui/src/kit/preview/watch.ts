// What a watch page is told beside its description, as lines that are read and signed, with a mark where one changed.

import type { Content } from "../../api/bindings/Content";
import type { YoutubeVideo } from "../../api/bindings/YoutubeVideo";
import { words } from "../../words";
import { compareText, type Piece } from "./compare";

/** One line: what it is about, and what was chosen. */
export interface Told {
  name: string;
  value: string;
  /** Whether it was another one before. */
  changed: boolean;
}

/** Upright or square, and no longer than this: shown as a Short. The core's table says the same. */
const SHORT_MS = 180_000;

export function isShort(film: { width: number; height: number; duration_ms: number } | undefined): boolean {
  return film !== undefined && film.height >= film.width && film.duration_ms <= SHORT_MS;
}

export function youtubeOf({ options }: Content): YoutubeVideo | undefined {
  return options.platform === "youtube" ? options : undefined;
}

export function titleOf(now: YoutubeVideo, before: YoutubeVideo | undefined): Piece[] {
  return compareText("youtube", now.title, before ? before.title : null).map((piece) => ({
    ...piece,
    kind: "plain",
  }));
}

function lines(video: YoutubeVideo): string[] {
  const w = words.preview.youtube;
  const kids = video.made_for_kids === null ? w.notChosen : video.made_for_kids ? w.forKids : w.notForKids;
  return [
    video.privacy === null ? w.notChosen : words.compose.youtube.privacies[video.privacy].label,
    kids,
    video.synthetic ? w.synthetic : w.notSynthetic,
    video.notify ? w.notified : w.notNotified,
    words.compose.youtube.categories[video.category],
    video.tags.length === 0 ? w.noTags : video.tags.join(", "),
  ];
}

/** Everything that was chosen, in one order. */
export function toldOf(now: YoutubeVideo, before: YoutubeVideo | undefined): Told[] {
  const names = words.preview.youtube.names;
  const was = before && lines(before);
  return lines(now).map((value, at) => ({
    name: names[at] ?? "",
    value,
    changed: was !== undefined && was[at] !== value,
  }));
}
