// What a watch page is told beside its description, as lines that are read and signed, with a mark where one changed.

import type { Content } from "../../api/bindings/Content";
import type { YoutubeVideo } from "../../api/bindings/YoutubeVideo";
import { words } from "../../words";

/** One line: what it is about, and what was chosen. */
export interface Told {
  about: keyof typeof words.preview.youtube.names;
  name: string;
  value: string;
  /** What was chosen before, where that was something else. */
  was: string | undefined;
}

/** Upright or square, and no longer than this: shown as a Short. The core's table says the same. */
const SHORT_MS = 180_000;

export function isShort(film: { width: number; height: number; duration_ms: number } | undefined): boolean {
  return film !== undefined && film.height >= film.width && film.duration_ms <= SHORT_MS;
}

export function youtubeOf({ options }: Content): YoutubeVideo | undefined {
  return options.platform === "youtube" ? options : undefined;
}

/** Whether YouTube would tell anybody: of a video that not everybody can watch it tells nobody, whatever was ticked. */
export function canNotify({ privacy }: YoutubeVideo): boolean {
  return privacy === "public";
}

function followersOf(video: YoutubeVideo): string {
  const w = words.preview.youtube;
  if (video.privacy !== null && !canNotify(video)) return w.nobodyNotified;
  return video.notify ? w.notified : w.notNotified;
}

/** Everything that was chosen, in one order. */
export function lines(video: YoutubeVideo): [Told["about"], string][] {
  const w = words.preview.youtube;
  const kids = video.made_for_kids === null ? w.notChosen : video.made_for_kids ? w.forKids : w.notForKids;
  return [
    ["privacy", video.privacy === null ? w.notChosen : words.compose.youtube.privacies[video.privacy].label],
    ["kids", kids],
    ["synthetic", video.synthetic ? w.synthetic : w.notSynthetic],
    ["notify", followersOf(video)],
    ["category", words.compose.youtube.categories[video.category]],
    ["tags", video.tags.length === 0 ? w.noTags : video.tags.join(", ")],
  ];
}

/** The same, with what was chosen before. */
export function toldOf(now: YoutubeVideo, before: YoutubeVideo | undefined): Told[] {
  const was = new Map(before && lines(before));
  return lines(now).map(([about, value]) => {
    const old = was.get(about);
    const changed = old !== undefined && old !== value;
    return { about, name: words.preview.youtube.names[about], value, was: changed ? old : undefined };
  });
}
