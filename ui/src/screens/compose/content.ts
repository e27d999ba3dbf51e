// Changing what a post says. Every function takes a content and gives a new one; nothing is changed in place, so that
// a text that is being saved stays the text that was handed over.
//
// Invariant: the order stays what the core asks for: the post, then the rest of its thread, then the first comment.

import type { Content } from "../../api/bindings/Content";
import type { Crop } from "../../api/bindings/Crop";
import type { InstagramKind } from "../../api/bindings/InstagramKind";
import type { MediaRef } from "../../api/bindings/MediaRef";
import type { Part } from "../../api/bindings/Part";
import type { PartRole } from "../../api/bindings/PartRole";
import type { Platform } from "../../api/bindings/Platform";
import type { TemplateUse } from "../../api/bindings/TemplateUse";
import type { TiktokPost } from "../../api/bindings/TiktokPost";
import type { YoutubeVideo } from "../../api/bindings/YoutubeVideo";
import { coverOf } from "../../kit/preview/cover";
import { words } from "../../words";

/** What the editor offers on a platform. It only decides which buttons are there; the core's checks judge. */
export interface Offers {
  thread: boolean;
  link: boolean;
  /** Whether the words on the link's card are ours to write. */
  linkTitle: boolean;
  commentPictures: boolean;
  /** Whether it is told what a picture shows. What was written elsewhere stays in the content, unseen. */
  alt: boolean;
  /** What a post can become, where there is a choice. */
  kinds: readonly Kind[];
  /** Whether a video can be sent from here. */
  video: boolean;
  /** Whether a description of a video is told. */
  videoAlt?: boolean;
  /** Whether a GIF is sent moving. */
  moving?: boolean;
  /** Whether a document can be sent from here. */
  document?: boolean;
  /** What can have a cover that is chosen by its instant. */
  cover?: Kind | "any";
}

export { hasRecipients } from "../../kit/message/recipients";

/** What a post becomes: every kind that any platform has. */
export type Kind = InstagramKind;

const offers: Record<Platform, Offers> = {
  x: {
    thread: true,
    link: false,
    linkTitle: false,
    commentPictures: true,
    alt: true,
    kinds: [],
    video: true,
    videoAlt: true,
    moving: true,
  },
  facebook: {
    thread: false,
    link: true,
    linkTitle: false,
    commentPictures: false,
    alt: true,
    kinds: ["post", "reel"],
    video: true,
  },
  linkedin: {
    thread: false,
    link: true,
    linkTitle: true,
    commentPictures: false,
    alt: true,
    kinds: [],
    video: true,
    document: true,
  },
  instagram: {
    thread: false,
    link: false,
    linkTitle: false,
    commentPictures: false,
    alt: true,
    kinds: ["post", "story", "reel"],
    video: true,
    cover: "reel",
  },
  whatsapp: {
    thread: false,
    link: false,
    linkTitle: false,
    commentPictures: false,
    alt: true,
    kinds: [],
    video: false,
  },
  youtube: {
    thread: false,
    link: false,
    linkTitle: false,
    commentPictures: false,
    alt: false,
    kinds: [],
    video: true,
  },
  tiktok: {
    thread: false,
    link: false,
    linkTitle: false,
    commentPictures: false,
    alt: false,
    kinds: [],
    video: true,
    cover: "any",
  },
};

/** Whether the cover of its video is chosen here: what goes into an app's inbox is told nothing. */
export function takesCover(content: Content): boolean {
  const { cover } = offers[content.options.platform];
  if (cover === "any") return tiktokOf(content)?.way !== "inbox";
  return cover !== undefined && cover === kindOf(content);
}

export function offersOf(platform: Platform): Offers {
  return offers[platform];
}

function withParts(content: Content, parts: Part[]): Content {
  return { ...content, parts };
}

function withPart(content: Content, index: number, change: (part: Part) => Part): Content {
  return withParts(
    content,
    content.parts.map((part, at) => (at === index ? change(part) : part)),
  );
}

function blank(role: PartRole): Part {
  return { role, text: "", media: [] };
}

export function withText(content: Content, index: number, text: string): Content {
  return withPart(content, index, (part) => ({ ...part, text }));
}

/** Whether there is a first comment already. */
export function hasComment(content: Content): boolean {
  return content.parts.some((part) => part.role === "first_comment");
}

/** Adds a blank post to the thread, after `index` and before the first comment. Says where it stands. */
export function addToThread(content: Content, after: number): [Content, number] {
  const comment = content.parts.findIndex((part) => part.role === "first_comment");
  const end = comment === -1 ? content.parts.length : comment;
  const at = Math.min(after + 1, end);
  return [withParts(content, content.parts.toSpliced(at, 0, blank("thread"))), at];
}

/** Adds a blank first comment at the end. Says where it stands. */
export function addComment(content: Content): [Content, number] {
  const at = content.parts.length;
  return [withParts(content, [...content.parts, blank("first_comment")]), at];
}

/** Takes a part away. The post itself stays: without it there is nothing. */
export function withoutPart(content: Content, index: number): Content {
  if (content.parts[index]?.role === "main") return content;
  return withParts(content, content.parts.toSpliced(index, 1));
}

/** Whether a part can change places with its neighbour; the first comment always comes last. */
export function canMove(content: Content, index: number, by: -1 | 1): boolean {
  const [part, neighbour] = [content.parts[index], content.parts[index + by]];
  return (
    part !== undefined &&
    neighbour !== undefined &&
    part.role !== "first_comment" &&
    neighbour.role !== "first_comment"
  );
}

/** Moves what a part says up or down. The roles stay where they are, so that the first is always the post itself. */
export function movePart(content: Content, index: number, by: -1 | 1): Content {
  const [part, neighbour] = [content.parts[index], content.parts[index + by]];
  if (!part || !neighbour || !canMove(content, index, by)) return content;
  return withParts(
    content,
    content.parts.map((was, at) => {
      if (at === index) return { ...neighbour, role: was.role };
      if (at === index + by) return { ...part, role: was.role };
      return was;
    }),
  );
}

/** Adds pictures to a part; one that is there already is not added twice. */
export function withPictures(content: Content, index: number, digests: readonly string[]): Content {
  return withPart(content, index, (part) => {
    const there = new Set(part.media.map((media) => media.digest));
    const added: MediaRef[] = [...new Set(digests)]
      .filter((digest) => !there.has(digest))
      .map((digest) => ({ digest, alt: "" }));
    return { ...part, media: [...part.media, ...added] };
  });
}

export function withoutPicture(content: Content, index: number, digest: string): Content {
  return withPart(content, index, (part) => ({
    ...part,
    media: part.media.filter((media) => media.digest !== digest),
  }));
}

export function withAlt(content: Content, index: number, digest: string, alt: string): Content {
  return withPart(content, index, (part) => ({
    ...part,
    media: part.media.map((media) => (media.digest === digest ? { ...media, alt } : media)),
  }));
}

/** Shows a cut-out of a picture; all of it, without one. */
export function withCrop(content: Content, index: number, digest: string, crop: Crop | undefined): Content {
  return withPart(content, index, (part) => ({
    ...part,
    media: part.media.map((media) => {
      if (media.digest !== digest) return media;
      const whole = { digest, alt: media.alt };
      return crop ? { ...whole, crop } : whole;
    }),
  }));
}

/** Moves a picture one place forward or back. */
export function movePicture(content: Content, index: number, digest: string, by: -1 | 1): Content {
  return withPart(content, index, (part) => {
    const from = part.media.findIndex((media) => media.digest === digest);
    const moved = part.media[from];
    const to = from + by;
    if (!moved || to < 0 || to >= part.media.length) return part;
    return { ...part, media: part.media.toSpliced(from, 1).toSpliced(to, 0, moved) };
  });
}

/** The link whose card is shown, where the platform has one. */
export function linkOf({ options }: Content): string {
  switch (options.platform) {
    case "x":
    case "instagram":
    case "whatsapp":
    case "youtube":
    case "tiktok":
      return "";
    case "facebook":
      return options.link ?? "";
    case "linkedin":
      return options.article?.link ?? "";
  }
}

export function withLink(content: Content, link: string): Content {
  const trimmed = link.trim();
  const { options } = content;
  switch (options.platform) {
    case "x":
    case "instagram":
    case "whatsapp":
    case "youtube":
    case "tiktok":
      return content;
    case "facebook":
      return { ...content, options: { ...options, link: trimmed === "" ? null : trimmed } };
    case "linkedin": {
      const article = trimmed === "" ? null : { link: trimmed, title: options.article?.title ?? "" };
      return { ...content, options: { ...options, article } };
    }
  }
}

/** The words on the link's card, where they are ours to write. */
export function linkTitleOf({ options }: Content): string {
  return options.platform === "linkedin" ? (options.article?.title ?? "") : "";
}

export function withLinkTitle(content: Content, title: string): Content {
  const { options } = content;
  if (options.platform !== "linkedin" || !options.article) return content;
  return { ...content, options: { ...options, article: { ...options.article, title } } };
}

/** What a post becomes; nothing where there is no choice. */
export function kindOf({ options }: Content): Kind | undefined {
  if (options.platform === "facebook") return options.kind ?? "post";
  return options.platform === "instagram" ? options.kind : undefined;
}

/** Makes it another kind. What that kind can't have stays, and the checks name it: nothing written is lost. */
export function withKind(content: Content, kind: Kind): Content {
  const { options } = content;
  switch (options.platform) {
    case "x":
    case "linkedin":
    case "whatsapp":
    case "youtube":
    case "tiktok":
      return content;
    case "facebook":
      // A post is what it is without a word about it, as the core writes it down.
      return {
        ...content,
        options: { platform: "facebook", link: options.link, ...(kind === "reel" ? { kind } : {}) },
      };
    case "instagram":
      // Only a reel has a cover: another kind forgets the instant.
      return {
        ...content,
        options: kind === "reel" ? { ...options, kind } : { platform: "instagram", kind },
      };
  }
}

/** What stands above the pages of a document, on the platform that shows one. */
export function documentTitleOf({ options }: Content): string {
  return options.platform === "linkedin" ? (options.document_title ?? "") : "";
}

export function withDocumentTitle(content: Content, title: string): Content {
  const { options } = content;
  if (options.platform !== "linkedin") return content;
  // Without one nothing is written down, as the core does.
  const plain = { platform: options.platform, article: options.article };
  return { ...content, options: title === "" ? plain : { ...plain, document_title: title } };
}

/** The instant of the video that stands as its cover, in milliseconds; null where the platform takes its own. */
export { coverOf } from "../../kit/preview/cover";

export function withCover(content: Content, ms: number | null): Content {
  const { options } = content;
  if (options.platform === "tiktok") return { ...content, options: { ...options, cover_ms: ms } };
  if (options.platform !== "instagram") return content;
  const plain = { platform: options.platform, kind: options.kind };
  return { ...content, options: ms === null ? plain : { ...plain, cover_ms: ms } };
}

/** The template that a message is made of; nothing elsewhere, or as long as nobody chose one. */
export function templateOf({ options }: Content): TemplateUse | undefined {
  return options.platform === "whatsapp" ? (options.template ?? undefined) : undefined;
}

/** Uses a template, filled in. `said` is what it says then; the core writes the same when it keeps the post. */
export function withTemplate(content: Content, template: TemplateUse | null, said: string): Content {
  if (content.options.platform !== "whatsapp") return content;
  const media = content.parts[0]?.media ?? [];
  return {
    parts: [{ role: "main", text: said, media }],
    options: { platform: "whatsapp", template },
  };
}

/** What a video on YouTube is told beside its description. */
export function youtubeOf({ options }: Content): YoutubeVideo | undefined {
  return options.platform === "youtube" ? options : undefined;
}

export function withYoutube(content: Content, told: Partial<YoutubeVideo>): Content {
  const { options } = content;
  return options.platform === "youtube" ? { ...content, options: { ...options, ...told } } : content;
}

/** What a post on TikTok is told beside its caption. */
export function tiktokOf({ options }: Content): TiktokPost | undefined {
  return options.platform === "tiktok" ? options : undefined;
}

/** Changes that. A consent is to what was shown with it: what advertises for others has another one. */
export function withTiktok(content: Content, told: Partial<TiktokPost>): Content {
  const { options } = content;
  if (options.platform !== "tiktok") return content;
  const next = { ...options, ...told };
  if (told.branded === true && options.consent === "music") next.consent = null;
  if (!next.branded && next.consent === "branded_and_music") next.consent = "music";
  return { ...content, options: next };
}

/** Tags as people type them, with commas between. */
export function tagsFrom(typed: string): string[] {
  const tags = typed.split(",").map((tag) => tag.trim().replace(/\s+/gu, " "));
  return tags.filter((tag, at) => tag !== "" && tags.indexOf(tag) === at);
}

export function tagsText(tags: readonly string[]): string {
  return tags.join(", ");
}

/** Whether two contents say the same. */
export function same(a: Content, b: Content): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

function pictureKey({ digest, alt, crop }: MediaRef): unknown {
  return [digest, alt, crop ? [crop.x, crop.y, crop.width, crop.height] : null];
}

function templateKey(template: TemplateUse | undefined): unknown {
  if (!template) return null;
  const { id, digest, parameters, audience } = template;
  const filled = parameters.map(({ slot, value }) => [slot.place, slot.button, slot.name, value]);
  return [id, digest, filled, audience ? [audience.list, audience.digest] : null];
}

function youtubeKey(video: YoutubeVideo | undefined): unknown {
  if (!video) return null;
  const { title, privacy, made_for_kids, synthetic, category, notify, tags } = video;
  return [title, privacy, made_for_kids, synthetic, category, notify, tags];
}

function tiktokKey(post: TiktokPost | undefined): unknown {
  if (!post) return null;
  const { way, title, privacy, comments, duets, stitches } = post;
  const { own_brand, branded, made_by_ai, music, cover_ms, consent } = post;
  return [
    [way, title, privacy, comments, duets, stitches],
    [own_brand, branded, made_by_ai, music, cover_ms, consent],
  ];
}

// The order of keys is the sender's business, not a difference.
function plain(content: Content): unknown {
  return [
    content.parts.map((part) => [part.role, part.text, part.media.map(pictureKey)]),
    content.options.platform,
    linkOf(content),
    linkTitleOf(content),
    documentTitleOf(content),
    coverOf(content),
    kindOf(content) ?? null,
    templateKey(templateOf(content)),
    youtubeKey(youtubeOf(content)),
    tiktokKey(tiktokOf(content)),
  ];
}

/** Adds hashtags at the end of a part's text: those that are not in it yet, beside those that stand there already. */
export function withHashtags(content: Content, index: number, tags: readonly string[]): Content {
  const text = content.parts[index]?.text ?? "";
  const there = new Set(
    (text.match(/[#＃][\p{L}\p{M}\p{N}_]+/gu) ?? []).map((tag) => tag.slice(1).toLowerCase()),
  );
  const fresh = tags.filter((tag) => !there.has(tag.slice(1).toLowerCase()));
  if (fresh.length === 0) return content;
  const before = text.trimEnd();
  const space = before === "" ? "" : /[#＃][\p{L}\p{M}\p{N}_]+$/u.test(before) ? " " : "\n\n";
  return withText(content, index, `${before}${space}${fresh.join(" ")}`);
}

/** Everything a person wrote, as plain text: for the clipboard. What is no text of a part says what it is. */
export function textOf(content: Content): string {
  const video = youtubeOf(content);
  const { title, tags } = words.compose.youtube;
  const labelled = (label: string, text: string) =>
    text.trim() === "" ? "" : words.compose.labelled(label, text);
  return [
    labelled(title, video?.title ?? ""),
    ...content.parts.map((part) => part.text),
    labelled(tags, tagsText(video?.tags ?? [])),
    labelled(words.compose.parts.link, linkOf(content)),
    labelled(words.compose.parts.linkTitle, linkTitleOf(content)),
  ]
    .filter((text) => text.trim() !== "")
    .join("\n\n");
}
