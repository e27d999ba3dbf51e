// A video on YouTube: its watch page or its Short, and everything else that is signed with it.

import { render, screen, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";

import type { Content } from "../../src/api/bindings/Content";
import { useHost } from "../../src/api/host";
import { compareContent } from "../../src/kit/preview/compare";
import Preview from "../../src/kit/preview/Preview.svelte";
import { words } from "../../src/words";
import * as say from "../../src/screens/compose/content";
import { fixtureHost } from "../../dev/fixtures/host";
import { ordinary } from "../../dev/fixtures/scenes";

import { filmOf } from "../../dev/fixtures/video";
import { watched } from "../../dev/fixtures/watched";

beforeEach(() => useHost(fixtureHost(ordinary)));

const FILM = "d".repeat(64);
const content = (more: Parameters<typeof watched>[0] = {}): Content => ({
  parts: [{ role: "main", text: "Come and see.", media: [{ digest: FILM, alt: "" }] }],
  options: watched(more),
});

function draw(now: Content, seenBefore?: Content, pictures = [filmOf(FILM)].flatMap((film) => film ?? [])) {
  return render(Preview, {
    platform: "youtube",
    accountName: "Lakeside Family Clinic (@lakesideclinic)",
    content: now,
    pictures,
    seenBefore,
  }).container;
}

const w = words.preview.youtube;

describe("the preview of a video on YouTube", () => {
  it("shows title, description and everything that YouTube is told", () => {
    const drawn = draw(content());
    expect(drawn.textContent).toContain("Flu season: what you can do");
    expect(drawn.textContent).toContain("Come and see.");
    expect(drawn.textContent).not.toContain("@lakesideclinic");
    const [first, rest] = [...drawn.querySelectorAll<HTMLElement>("dl.told")];
    if (!first || !rest) throw new Error("nothing is told");
    for (const line of [words.compose.youtube.privacies.public.label, w.notForKids])
      expect(within(first).getAllByText(line)).toHaveLength(1);
    expect(within(rest).getAllByText("flu shot, clinic")).toHaveLength(1);
    // Who can watch it is read before the video, which may be taller than the window.
    const stage = drawn.querySelector(".stage");
    expect(stage && first.compareDocumentPosition(stage) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  });

  it("is a Short where it is upright and short, and a watch page elsewhere", () => {
    expect(draw(content()).querySelector(".short")).not.toBeNull();
    const film = filmOf(FILM);
    if (!film?.video) throw new Error("no film");
    const wide = { ...film, width: 1920, height: 1080 };
    expect(draw(content(), undefined, [wide]).querySelector(".short")).toBeNull();
    const long = { ...film, video: { ...film.video, duration_ms: 180_001 } };
    expect(draw(content(), undefined, [long]).querySelector(".short")).toBeNull();
  });

  it("marks what a reader has not seen: another title, other viewers", () => {
    const before = content({ title: "Flu season", privacy: "unlisted" });
    const drawn = draw(content(), before);
    const marked = [...drawn.querySelectorAll("ins")].map((ins) => ins.textContent?.trim());
    expect(marked).toContain(words.compose.youtube.privacies.public.label);
    expect(marked.join(" ")).toContain("what you can do");
    expect(compareContent("youtube", content(), before).changed).toBe(true);
    expect(compareContent("youtube", content(), content()).changed).toBe(false);
    expect(compareContent("youtube", content(), content({ title: "Flu season" })).words.added).toBe(4);
  });

  it("says that nobody is told of what not everybody can watch, whatever was ticked", () => {
    expect(draw(content({ privacy: "private", notify: true })).textContent).toContain(w.nobodyNotified);
    expect(draw(content({ privacy: "public", notify: true })).textContent).toContain(w.notified);
    expect(draw(content({ privacy: "public", notify: false })).textContent).toContain(w.notNotified);
  });

  it("shows the picture before the video right below it, in its place", () => {
    const cover = { digest: "c".repeat(64), alt: "" };
    const drawn = draw({
      ...content(),
      parts: [{ role: "main", text: "", media: [{ digest: FILM, alt: "" }, cover] }],
    });
    const shown = drawn.querySelector(".cover");
    expect(shown?.previousElementSibling?.className).toContain("stage");
  });

  it("says what nobody has chosen yet, and what is missing", () => {
    draw({
      ...content({ privacy: null, made_for_kids: null, title: "" }),
      parts: [{ role: "main", text: "", media: [] }],
    });
    expect(screen.getAllByText(w.notChosen)).toHaveLength(2);
    expect(screen.getAllByText(w.noVideo)).toHaveLength(1);
    expect(screen.getAllByText(w.noTitle)).toHaveLength(1);
  });
});

describe("changing what a video is told", () => {
  it("makes tags of words with commas between", () => {
    expect(say.tagsFrom(" flu  shot, clinic,, clinic ,")).toEqual(["flu shot", "clinic"]);
    expect(say.tagsText(["flu shot", "clinic"])).toBe("flu shot, clinic");
  });

  it("changes that and nothing else, and is another content then", () => {
    const told = say.withYoutube(content(), { privacy: "private" });
    expect(say.youtubeOf(told)?.privacy).toBe("private");
    expect(say.youtubeOf(told)?.title).toBe("Flu season: what you can do");
    expect(say.same(told, content())).toBe(false);
    expect(say.same(say.withYoutube(told, { privacy: "public" }), content())).toBe(true);
    const elsewhere: Content = { parts: [], options: { platform: "x" } };
    expect(say.withYoutube(elsewhere, { title: "x" })).toBe(elsewhere);
  });
});
