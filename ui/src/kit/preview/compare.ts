// What changed between two contents, word by word: the material of the marks that lie over a preview.

import { diffArrays } from "diff";

import type { Content } from "../../api/bindings/Content";
import type { MediaRef } from "../../api/bindings/MediaRef";
import type { Part } from "../../api/bindings/Part";
import type { PartRole } from "../../api/bindings/PartRole";
import type { Platform } from "../../api/bindings/Platform";
import type { Asked } from "./marks";
import { type Kind, type Run, runs } from "./text";

export type Mark = "kept" | "added" | "removed";

/** A stretch of text that is drawn alike. */
export interface Piece {
  text: string;
  kind: Kind;
  mark: Mark;
}

/** What is another about a picture that was there before. */
export type PictureChange = "cut" | "moved" | "described";

export interface ComparedPicture {
  digest: string;
  /** What of it is shown; all of it when there is none. */
  crop: MediaRef["crop"];
  alt: Piece[];
  mark: Mark;
  changes: PictureChange[];
}

export interface ComparedPart {
  /** Its place in the content; a part that went has none. */
  index: number | null;
  role: PartRole;
  pieces: Piece[];
  pictures: ComparedPicture[];
  /** Words that somebody asked about. */
  asked: Asked[];
  mark: Mark;
}

export interface Compared {
  /** The title, where a post has one that its readers see: it is words like the rest. */
  title: Piece[];
  parts: ComparedPart[];
  /** The address of the link card. */
  link: { url: string; title?: string | null | undefined; mark: Mark }[];
  words: { added: number; removed: number };
  pictures: { added: number; removed: number; changed: number };
  /** Whether anything at all differs. */
  changed: boolean;
}

/** Beyond so many changed words, two texts are not compared word by word. */
const MOST_CHANGES = 600;

const added = (run: Run): Piece => ({ ...run, mark: "added" });

const isPlain = (text: string) => /^[a-z0-9]+$/i.test(text);
const isSpace = (text: string) => /^\s+$/u.test(text);
const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/** Words, spaces and marks, one by one. A long text is cut at its spaces first: segmenting it whole takes seconds. */
function segments(text: string): string[] {
  return (text.match(/\n|[^\S\n]+|\S+/gu) ?? []).flatMap((chunk) =>
    isSpace(chunk) || isPlain(chunk) ? [chunk] : [...segmenter.segment(chunk)].map(({ segment }) => segment),
  );
}

/** The words of a text in any script; a link or a hashtag is one word. */
function tokens(platform: Platform, text: string): Run[] {
  return runs(platform, text).flatMap((run) =>
    run.kind === "plain" ? segments(run.text).map((text) => ({ text, kind: run.kind })) : [run],
  );
}

const isWord = (text: string) => /[\p{L}\p{N}]/u.test(text);

function joined(pieces: Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (last && last.kind === "plain" && piece.kind === "plain" && last.mark === piece.mark) {
      last.text += piece.text;
    } else if (piece.text !== "") out.push({ ...piece });
  }
  return out;
}

/** The text as it is; with `before`, marked with what was added to that and taken from it. */
export function compareText(platform: Platform, now: string, before: string | null): Piece[] {
  if (before === null || before === now) {
    return runs(platform, now).map((run) => ({ ...run, mark: "kept" }));
  }
  const changes = diffArrays(tokens(platform, before), tokens(platform, now), {
    comparator: (a, b) => a.text === b.text,
    maxEditLength: MOST_CHANGES,
  });
  // Two texts with nothing in common are quicker read one after the other than word by word.
  if (!changes) return [...whole(before, "removed"), ...runs(platform, now).map(added)];
  const pieces: Piece[] = [];
  changes.forEach((change, index) => {
    const mark: Mark = change.added ? "added" : change.removed ? "removed" : "kept";
    const text = change.value.map((token) => token.text).join("");
    const near = [changes[index - 1], changes[index + 1]];
    // A lone space between two changed words reads as part of the change, or the marks flicker word by word.
    if (mark === "kept" && /^ +$/.test(text) && near.every((other) => other?.added || other?.removed)) {
      pieces.push({ text, kind: "plain", mark: "removed" }, { text, kind: "plain", mark: "added" });
      return;
    }
    for (const token of change.value) pieces.push({ ...token, mark });
  });
  return joined(gathered(pieces));
}

/** Puts each stretch of changes in order: first what went, then what came. */
function gathered(pieces: Piece[]): Piece[] {
  const out: Piece[] = [];
  let stretch: Piece[] = [];
  const flush = () => {
    out.push(
      ...stretch.filter((piece) => piece.mark === "removed"),
      ...stretch.filter((piece) => piece.mark === "added"),
    );
    stretch = [];
  };
  for (const piece of pieces) {
    if (piece.mark !== "kept") stretch.push(piece);
    else {
      flush();
      out.push(piece);
    }
  }
  flush();
  return out;
}

const whole = (text: string, mark: Mark): Piece[] => (text === "" ? [] : [{ text, kind: "plain", mark }]);

/** Everything about a picture but which one it is and what is said of it: how it is cut. */
function cutOf(picture: MediaRef): string {
  const told = Object.entries(picture).filter(
    ([name, value]) => name !== "digest" && name !== "alt" && value !== null && value !== undefined,
  );
  return JSON.stringify(told.sort(([a], [b]) => a.localeCompare(b)));
}

function changesOf(now: MediaRef, was: MediaRef, moved: boolean): PictureChange[] {
  const changes: PictureChange[] = [];
  if (cutOf(now) !== cutOf(was)) changes.push("cut");
  if (moved) changes.push("moved");
  if (now.alt !== was.alt) changes.push("described");
  return changes;
}

function comparePictures(now: MediaRef[], before: MediaRef[] | null): ComparedPicture[] {
  const old = new Map((before ?? []).map((picture) => [picture.digest, picture]));
  const kept = new Set(now.map(({ digest }) => digest));
  // The pictures of both, each in its order: one that stands elsewhere among these was moved.
  const [orderNow, orderThen] = [now.filter(({ digest }) => old.has(digest)), [...old.values()]].map((some) =>
    some.map(({ digest }) => digest),
  ) as [string[], string[]];
  const stayed = orderThen.filter((digest) => kept.has(digest));
  const shown: ComparedPicture[] = now.map((picture) => {
    const { digest, alt } = picture;
    const was = old.get(digest);
    const mark: Mark = before && !was ? "added" : "kept";
    const moved = orderNow.indexOf(digest) !== stayed.indexOf(digest);
    return {
      digest,
      crop: picture.crop,
      mark,
      changes: was ? changesOf(picture, was, moved) : [],
      alt: mark === "added" ? whole(alt, "added") : compareAlt(alt, was?.alt ?? null),
    };
  });
  const gone = (before ?? []).filter(({ digest }) => !kept.has(digest));
  return [
    ...shown,
    ...gone.map(({ digest, alt, crop }): ComparedPicture => ({
      digest,
      crop,
      mark: "removed",
      changes: [],
      alt: whole(alt, "removed"),
    })),
  ];
}

/** A description is nowhere coloured, so links in it are words. */
function compareAlt(now: string, before: string | null): Piece[] {
  return compareText("x", now, before).map((piece) => ({ ...piece, kind: "plain" }));
}

function comparePart(
  platform: Platform,
  now: Part,
  index: number,
  before: Part | undefined,
  marking: boolean,
): ComparedPart {
  const added = marking && !before;
  return {
    index,
    asked: [],
    role: now.role,
    mark: added ? "added" : "kept",
    pieces: added
      ? compareText(platform, now.text, "")
      : compareText(platform, now.text, before?.text ?? null),
    pictures: comparePictures(now.media, marking ? (before?.media ?? []) : null),
  };
}

/** The content as it is; with `before`, with everything that differs marked. */
export function compareContent(platform: Platform, now: Content, before: Content | null): Compared {
  const left = new Map<PartRole, Part[]>();
  for (const part of before?.parts ?? []) left.set(part.role, [...(left.get(part.role) ?? []), part]);

  const parts = now.parts.map((part, index) =>
    comparePart(platform, part, index, left.get(part.role)?.shift(), before !== null),
  );
  for (const gone of [...left.values()].flat()) {
    parts.push({
      index: null,
      asked: [],
      role: gone.role,
      mark: "removed",
      pieces: whole(gone.text, "removed"),
      pictures: comparePictures([], gone.media),
    });
  }

  const link = compareLink(linkOf(now), before ? linkOf(before) : linkOf(now));
  const title = compareTitle(now, before);
  const pieces = [
    ...title,
    ...parts.flatMap((part) => [...part.pieces, ...part.pictures.flatMap((picture) => picture.alt)]),
  ];
  const shown = parts.flatMap((part) => part.pictures);
  return {
    title,
    parts,
    link,
    pictures: {
      added: shown.filter(({ mark }) => mark === "added").length,
      removed: shown.filter(({ mark }) => mark === "removed").length,
      changed: shown.filter(({ changes }) => changes.length > 0).length,
    },
    words: { added: countWords(pieces, "added"), removed: countWords(pieces, "removed") },
    changed:
      (before !== null && becomes(now) !== becomes(before)) ||
      pieces.some((piece) => piece.mark !== "kept") ||
      link.some(({ mark }) => mark !== "kept") ||
      parts.some((part) => part.mark !== "kept") ||
      shown.some(({ mark, changes }) => mark !== "kept" || changes.length > 0),
  };
}

function compareTitle(now: Content, before: Content | null): Piece[] {
  const title = titleOf(now);
  if (title === undefined) return [];
  // In a title nothing is coloured.
  return compareText(now.options.platform, title, before && (titleOf(before) ?? null)).map((piece) => ({
    ...piece,
    kind: "plain",
  }));
}

/** The title that readers see: of a video, of pictures on TikTok, or of a document. */
function titleOf({ options }: Content): string | undefined {
  switch (options.platform) {
    case "youtube":
    case "tiktok":
      return options.title;
    case "linkedin":
      return options.document_title ?? "";
    case "x":
    case "facebook":
    case "instagram":
    case "whatsapp":
      return undefined;
  }
}

/** What a post becomes, where its platform has more than one kind. */
function becomes(content: Content): string | undefined {
  const { options } = content;
  // Who may watch a video is as much of it as its words.
  if (options.platform === "youtube" || options.platform === "tiktok") return JSON.stringify(options);
  if (options.platform === "instagram") return `${options.kind} ${options.cover_ms ?? ""}`;
  // Another template, or other recipients, is another message, even where it says the same.
  if (options.platform === "whatsapp")
    return `${options.template?.digest} ${options.template?.audience?.digest}`;
  return undefined;
}

interface Card {
  url: string;
  /** What the card says, where we say it and the platform does not look. */
  title?: string;
}

function linkOf({ options }: Content): Card | null {
  switch (options.platform) {
    case "x":
    case "instagram":
    case "whatsapp":
    case "youtube":
    case "tiktok":
      return null;
    case "facebook":
      return options.link === null ? null : { url: options.link };
    case "linkedin":
      return options.article && { url: options.article.link, title: options.article.title };
  }
}

function compareLink(now: Card | null, before: Card | null): Compared["link"] {
  if (now?.url === before?.url && now?.title === before?.title) return now ? [{ ...now, mark: "kept" }] : [];
  const link: Compared["link"] = [];
  if (now) link.push({ ...now, mark: "added" });
  if (before) link.push({ ...before, mark: "removed" });
  return link;
}

function countWords(pieces: Piece[], mark: Mark): number {
  return pieces
    .filter((piece) => piece.mark === mark)
    .flatMap((piece) => (piece.kind === "plain" ? segments(piece.text) : [piece.text]))
    .filter((word) => !isSpace(word) && isWord(word)).length;
}
