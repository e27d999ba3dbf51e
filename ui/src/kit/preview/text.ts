// Finds what a platform colours in a text: links, hashtags, mentions. Only for the eye: what counts as a link is the
// core's to say, and so is how long it is.

import type { Platform } from "../../api/bindings/Platform";

/** The platforms whose manner of drawing a post is known. */
export type Look = Platform;

export type Kind = "plain" | "link" | "tag" | "mention";

export interface Run {
  text: string;
  kind: Kind;
}

// A name without a scheme is drawn as a link only under endings that clinics meet; "9.30am" and "Dr.Rao" stay words.
const ENDINGS =
  "com|org|net|info|health|clinic|care|doctor|hospital|app|dev|io|eu|int|gov|edu|in|uk|us|de|at|ch|fr|es|it|ie|au|ca|nz|sg|za|example|test";
const LINK = `https?://[^\\s<>"“”]+|(?<![\\p{L}\\p{N}@#./-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:${ENDINGS})(?![\\p{L}\\p{N}@-])(?:/[^\\s<>"“”]*)?`;
const TAG = "(?<![\\p{L}\\p{N}_&/])[#＃][\\p{L}\\p{N}\\p{M}_]*[\\p{L}\\p{M}_][\\p{L}\\p{N}\\p{M}_]*";
const MENTION = "(?<![\\p{L}\\p{N}_@/.])@[A-Za-z0-9_]+(?![\\p{L}\\p{N}_@])";
const NAME = "(?<![\\p{L}\\p{N}_@/.])@[A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?(?![\\p{L}\\p{N}_@])";
const CASHTAG = "(?<![\\p{L}\\p{N}_$])\\$[A-Za-z]{1,6}(?![\\p{L}\\p{N}_])";

const patterns: Record<Platform, RegExp> = {
  x: new RegExp(`(?<link>${LINK})|(?<tag>${TAG}|${CASHTAG})|(?<mention>${MENTION})`, "giu"),
  // A name typed with an @ into a Page's post is no mention there.
  facebook: new RegExp(`(?<link>${LINK})|(?<tag>${TAG})`, "giu"),
  linkedin: new RegExp(`(?<link>${LINK})|(?<tag>${TAG})`, "giu"),
  // An address in a caption is no link there; names may hold dots.
  instagram: new RegExp(`(?<tag>${TAG})|(?<mention>${NAME})`, "giu"),
  whatsapp: new RegExp(`(?<link>${LINK})`, "giu"),
  tiktok: new RegExp(`(?<tag>${TAG})|(?<mention>${NAME})`, "giu"),
  youtube: new RegExp(`(?<link>${LINK})|(?<tag>${TAG})|(?<mention>${NAME})`, "giu"),
};

/** What closes a sentence, or a bracket around a link, is no part of the link. */
const TRAILING = /[.,;:!?'"’”»)\]}…]+$/u;

/** The text in runs, in order; joined again they are the text. */
export function runs(platform: Platform, text: string): Run[] {
  const found: Run[] = [];
  let at = 0;
  const push = (to: number, kind: Kind) => {
    if (to > at) found.push({ text: text.slice(at, to), kind });
    at = Math.max(at, to);
  };
  for (const match of text.matchAll(patterns[platform])) {
    const groups = match.groups ?? {};
    const kind: Kind = groups.link ? "link" : groups.mention ? "mention" : "tag";
    const words = kind === "link" ? match[0].replace(TRAILING, "") : match[0];
    push(match.index, "plain");
    push(match.index + words.length, kind);
  }
  push(text.length, "plain");
  return found;
}

/** The link whose card X shows: the last one, in a post without pictures. */
export function cardOf(text: string): string | undefined {
  const link = runs("x", text).findLast(({ kind }) => kind === "link")?.text;
  return link && !/^https?:/i.test(link) ? `https://${link}` : link;
}

/** Where a link leads, as people read it: the host's name and the path. */
export function address(url: string): { host: string; path: string } {
  try {
    const { hostname, pathname, search } = new URL(url);
    return { host: hostname.replace(/^www\./, ""), path: `${pathname === "/" ? "" : pathname}${search}` };
  } catch {
    return { host: url, path: "" };
  }
}
