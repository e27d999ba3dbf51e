// What differs between two versions of a post, word by word, part by part.

import { diffWordsWithSpace } from "diff";

import type { Content } from "../../api/bindings/Content";
import type { Crop } from "../../api/bindings/Crop";
import type { MediaRef } from "../../api/bindings/MediaRef";
import type { PartRole } from "../../api/bindings/PartRole";
import { words } from "../../words";
import { type ChangedChoice, changedChoices } from "../../kit/preview/choices";
import { linkOf, linkTitleOf, same, youtubeOf } from "./content";

export interface Piece {
  text: string;
  change: "same" | "added" | "removed";
}

export interface PartChange {
  role: PartRole;
  pieces: Piece[];
  /** Pictures of either version: which, what is said of it, and whether it came or went. */
  pictures: {
    digest: string;
    change: Piece["change"];
    alt: Piece[];
    /** How it is cut out now, or was where it is gone. */
    crop: Crop | undefined;
    /** Whether it is cut out otherwise than before. */
    recut: boolean;
  }[];
}

export interface Changes {
  /** The title of a video; nothing elsewhere. */
  title: Piece[];
  parts: PartChange[];
  link: Piece[];
  /** What else was chosen differently. */
  choices: ChangedChoice[];
  /** Whether nothing of the above differs. */
  steady: boolean;
  /** Whether the two are the same in everything that is kept. */
  same: boolean;
}

function pieces(before: string, after: string): Piece[] {
  return diffWordsWithSpace(before, after).map(({ value, added, removed }) => ({
    text: value,
    change: added ? "added" : removed ? "removed" : "same",
  }));
}

/** Parts that belong together: the comment with the comment, the rest by place. */
function paired(before: Content, after: Content) {
  const posts = (content: Content) => content.parts.filter((part) => part.role !== "first_comment");
  const comment = (content: Content) => content.parts.find((part) => part.role === "first_comment");
  const [was, is] = [posts(before), posts(after)];
  const pairs = Array.from(
    { length: Math.max(was.length, is.length) },
    (_, at) => [was[at], is[at]] as const,
  );
  const comments = [comment(before), comment(after)] as const;
  return comments[0] || comments[1] ? [...pairs, comments] : pairs;
}

/** What became of `before` in `after`. */
export function changesBetween(before: Content, after: Content): Changes {
  const parts = paired(before, after).map(([was, is]): PartChange => {
    const old = new Map(was?.media.map((media) => [media.digest, media]));
    const now = new Map(is?.media.map((media) => [media.digest, media]));
    const cut = (media: MediaRef | undefined) => JSON.stringify(media?.crop ?? null);
    const digests = [...new Set([...now.keys(), ...old.keys()])];
    return {
      role: is?.role ?? was?.role ?? "main",
      pieces: pieces(was?.text ?? "", is?.text ?? ""),
      pictures: digests.map((digest) => ({
        digest,
        change: !old.has(digest) ? "added" : now.has(digest) ? "same" : "removed",
        alt: pieces(old.get(digest)?.alt ?? "", now.get(digest)?.alt ?? ""),
        crop: (now.get(digest) ?? old.get(digest))?.crop ?? undefined,
        recut: old.has(digest) && now.has(digest) && cut(old.get(digest)) !== cut(now.get(digest)),
      })),
    };
  });
  const card = (content: Content) => [linkTitleOf(content), linkOf(content)].filter(Boolean).join(" ");
  const link = pieces(card(before), card(after));
  const title = pieces(youtubeOf(before)?.title ?? "", youtubeOf(after)?.title ?? "");
  const shownAsWords = [words.compose.parts.link, words.compose.parts.linkTitle];
  const choices = changedChoices(after, before).filter(({ name }) => !shownAsWords.includes(name));
  const still = (list: readonly Piece[]) => list.every((piece) => piece.change === "same");
  const steady =
    still(title) &&
    still(link) &&
    choices.length === 0 &&
    parts.every(
      (part) =>
        still(part.pieces) &&
        part.pictures.every((picture) => picture.change === "same" && !picture.recut && still(picture.alt)),
    );
  return { title, parts, link, choices, steady, same: same(before, after) };
}
