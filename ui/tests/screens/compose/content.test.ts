// A post's content while it is written.

import { describe, expect, it } from "vitest";

import type { Content } from "../../../src/api/bindings/Content";
import type { YoutubeVideo } from "../../../src/api/bindings/YoutubeVideo";
import { bytesOf } from "../../../src/kit/size";
import * as change from "../../../src/screens/compose/content";
import { changesBetween } from "../../../src/screens/compose/versions";
import { words } from "../../../src/words";
import { watched } from "../../../dev/fixtures/watched";

const thread = (...texts: string[]): Content => ({
  parts: texts.map((text, index) => ({ role: index === 0 ? "main" : "thread", text, media: [] })),
  options: { platform: "x" },
});
const shape = (content: Content) => content.parts.map(({ role, text }) => `${role}:${text}`);

describe("changing a post", () => {
  it("keeps the first comment at the end", () => {
    const [commented] = change.addComment(thread("a"));
    const [longer, at] = change.addToThread(commented, commented.parts.length);
    expect(at).toBe(1);
    expect(shape(longer)).toEqual(["main:a", "thread:", "first_comment:"]);
    expect(change.canMove(longer, 1, 1), "nothing goes below the comment").toBe(false);
    expect(change.canMove(longer, 2, -1)).toBe(false);
  });

  it("moves words, not roles: the first is always the post itself", () => {
    expect(shape(change.movePart(thread("a", "b", "c"), 1, -1))).toEqual(["main:b", "thread:a", "thread:c"]);
    const same = thread("a", "b");
    expect(change.movePart(same, 0, -1)).toBe(same);
  });

  it("never takes the post itself away", () => {
    const content = thread("a", "b");
    expect(change.withoutPart(content, 0)).toBe(content);
    expect(shape(change.withoutPart(content, 1))).toEqual(["main:a"]);
  });

  it("takes a picture once, and keeps its description where it moves", () => {
    let content = change.withPictures(thread("a"), 0, ["p1", "p2", "p1"]);
    content = change.withAlt(content, 0, "p2", "A doctor");
    content = change.movePicture(content, 0, "p2", -1);
    content = change.withPictures(content, 0, ["p2"]);
    expect(content.parts[0]?.media).toEqual([
      { digest: "p2", alt: "A doctor" },
      { digest: "p1", alt: "" },
    ]);
    expect(change.withoutPicture(content, 0, "p2").parts[0]?.media.map(({ digest }) => digest)).toEqual([
      "p1",
    ]);
  });

  it("has a link card only where there is one; an empty field is none", () => {
    const page: Content = { ...thread("a"), options: { platform: "facebook", link: null } };
    expect(change.linkOf(change.withLink(page, " https://example.org "))).toBe("https://example.org");
    expect(change.withLink(page, "  ").options).toEqual({ platform: "facebook", link: null });
    const x = thread("a");
    expect(change.withLink(x, "https://example.org")).toBe(x);
  });

  it("changes nothing in place", () => {
    const content = Object.freeze(thread("a"));
    Object.freeze(content.parts);
    content.parts.forEach(Object.freeze);
    expect(shape(change.withText(content, 0, "b"))).toEqual(["main:b"]);
    expect(shape(content)).toEqual(["main:a"]);
  });

  it("knows equal contents, whatever the order of their keys", () => {
    const turned = JSON.parse('{"options":{"platform":"x"},"parts":[{"media":[],"text":"a","role":"main"}]}');
    expect(change.same(thread("a"), turned)).toBe(true);
    expect(change.same(thread("a"), thread("b"))).toBe(false);
  });
});

describe("what differs between two versions", () => {
  it("is shown word by word", () => {
    const { parts, same } = changesBetween(thread("Come on Monday at 9"), thread("Come on Tuesday at 9"));
    expect(same).toBe(false);
    expect(parts[0]?.pieces).toEqual([
      { text: "Come on ", change: "same" },
      { text: "Monday", change: "removed" },
      { text: "Tuesday", change: "added" },
      { text: " at 9", change: "same" },
    ]);
  });

  it("compares the comment with the comment, though a thread grew before it", () => {
    const [was] = change.addComment(thread("a"));
    const before = change.withText(was, 1, "book here");
    const [grown] = change.addToThread(before, 0);
    const { parts } = changesBetween(before, change.withText(grown, 1, "more"));
    expect(parts.map(({ role }) => role)).toEqual(["main", "thread", "first_comment"]);
    expect(parts[2]?.pieces.every((piece) => piece.change === "same")).toBe(true);
  });

  it("sees pictures, their words and the link", () => {
    const before = change.withAlt(change.withPictures(thread("a"), 0, ["p1"]), 0, "p1", "A dog");
    expect(changesBetween(before, change.withAlt(before, 0, "p1", "A cat")).same).toBe(false);
    expect(changesBetween(before, thread("a")).parts[0]?.pictures[0]?.change).toBe("removed");
    expect(changesBetween(before, before).same).toBe(true);
  });

  it("sees the title, the tags and every choice of a video", () => {
    const now: Content = {
      parts: [{ role: "main", text: "Come and see.", media: [] }],
      options: watched({}),
    };
    const other = changesBetween(change.withYoutube(now, { title: "Flu season: what they do" }), now);
    expect(other.same).toBe(false);
    expect(other.title.find((piece) => piece.change === "removed")?.text.trim()).toBe("they");
    const names = words.preview.youtube.names;
    for (const [told, changed] of [
      // Who can watch decides whether followers hear of it.
      [{ privacy: "private" }, [names.privacy, names.notify]],
      [{ made_for_kids: true }, [names.kids]],
      [{ synthetic: true }, [names.synthetic]],
      [{ notify: false }, [names.notify]],
      [{ category: "news" }, [names.category]],
      [{ tags: ["clinic"] }, [names.tags]],
    ] satisfies [Partial<YoutubeVideo>, string[]][]) {
      const found = changesBetween(change.withYoutube(now, told), now);
      expect(found.same).toBe(false);
      expect(found.choices.map((choice) => choice.name)).toEqual(changed);
    }
    expect(changesBetween(now, structuredClone(now)).same).toBe(true);
  });

  it("sees what a post becomes, and what no line shows", () => {
    const post = change.withPictures(
      { ...thread("a"), options: { platform: "instagram", kind: "post" } },
      0,
      ["p1", "p2"],
    );
    const { choices, same } = changesBetween(post, change.withKind(post, "reel"));
    expect([same, choices.map(({ was, now }) => [was, now])]).toEqual([false, [["Post", "Reel"]]]);
    const turned = changesBetween(post, change.movePicture(post, 0, "p1", 1));
    expect([turned.same, turned.steady]).toEqual([false, true]);
  });
});

describe("a post or a story on Instagram", () => {
  const post: Content = {
    parts: [{ role: "main", text: "Come in", media: [] }],
    options: { platform: "instagram", kind: "post" },
  };

  it("changes its kind and nothing else, and counts as a change", () => {
    const story = change.withKind(post, "story");
    expect(change.kindOf(story)).toBe("story");
    expect(story.parts).toBe(post.parts);
    expect(change.same(story, post)).toBe(false);
    expect(change.same(change.withKind(story, "post"), post)).toBe(true);
  });

  it("is no choice elsewhere", () => {
    const other = thread("a");
    expect(change.kindOf(other)).toBeUndefined();
    expect(change.withKind(other, "story")).toBe(other);
    expect(change.offersOf("instagram").kinds).toEqual(["post", "story", "reel"]);
    expect(change.offersOf("x").kinds).toEqual([]);
  });
});

describe("a post or a reel on Facebook", () => {
  const post: Content = {
    parts: [{ role: "main", text: "Come in", media: [] }],
    options: { platform: "facebook", link: null },
  };

  it("says nothing of its kind as long as it is a post, as the core writes it down", () => {
    expect(change.kindOf(post)).toBe("post");
    const reel = change.withKind(post, "reel");
    expect(change.kindOf(reel)).toBe("reel");
    expect(change.same(reel, post)).toBe(false);
    expect(change.withKind(reel, "post")).toEqual(post);
  });
});

it("a file's size is said as people say it", () => {
  expect([5_000_000_000, 48_000_000, 1_250_000, 900].map(bytesOf)).toEqual([
    "5.0 GB",
    "48 MB",
    "1.3 MB",
    "0.1 MB",
  ]);
});
