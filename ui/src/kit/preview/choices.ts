// What was chosen for a post beside its words, and what of that is another choice than before: as lines, because whoever
// signs signs them too.

import type { Content } from "../../api/bindings/Content";
import { words } from "../../words";
import { instantOf } from "./cover";
import { lines as tiktokLines } from "./tiktok";
import { lines } from "./watch";

/** One choice that changed. */
export interface ChangedChoice {
  name: string;
  was: string;
  now: string;
}

function choicesOf({ options }: Content): [name: string, value: string][] {
  const { kind: becomes, kinds } = words.compose.parts;
  const { link, linkTitle } = words.compose.parts;
  switch (options.platform) {
    // What a message says, and to whom it goes, stands beside it in full.
    case "x":
    case "whatsapp":
      return [];
    case "facebook":
      return [
        [becomes, kinds[options.kind ?? "post"]],
        [link, options.link ?? ""],
      ];
    case "linkedin":
      return [
        [link, options.article?.link ?? ""],
        [linkTitle, options.article?.title ?? ""],
      ];
    case "instagram":
      return [
        [becomes, kinds[options.kind]],
        [
          words.preview.cover.name,
          options.cover_ms == null ? "" : words.preview.cover.instant(instantOf(options.cover_ms)),
        ],
      ];
    case "youtube":
      return lines(options).map(([about, value]) => [words.preview.youtube.names[about], value]);
    case "tiktok":
      return tiktokLines(options).map((value, at) => [words.preview.tiktok.names[at] ?? "", value]);
  }
}

/** Each choice that is another one in `now` than in `before`. */
export function changedChoices(now: Content, before: Content): ChangedChoice[] {
  const was = new Map(choicesOf(before));
  const none = words.preview.none;
  return choicesOf(now)
    .filter(([name, value]) => was.has(name) && was.get(name) !== value)
    .map(([name, value]) => ({ name, was: was.get(name) || none, now: value || none }));
}
