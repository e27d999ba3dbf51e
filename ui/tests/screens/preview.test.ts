// Previews: text stays text, what changed is marked, and the platforms colour what they colour.

import { render } from "@testing-library/svelte";
import { beforeEach, describe, expect, test } from "vitest";

import { fixtureHost } from "../../dev/fixtures/host";
import { ordinary } from "../../dev/fixtures/scenes";
import { tiktoked } from "../../dev/fixtures/tiktok";
import { watched } from "../../dev/fixtures/watched";
import type { Content } from "../../src/api/bindings/Content";
import type { Platform } from "../../src/api/bindings/Platform";
import { useHost } from "../../src/api/host";
import { compareContent, compareText } from "../../src/kit/preview/compare";
import Preview from "../../src/kit/preview/Preview.svelte";
import { address, runs } from "../../src/kit/preview/text";
import { words } from "../../src/words";

beforeEach(() => useHost(fixtureHost(ordinary)));

const picture = (digit: string, alt = "Waves") => ({ digest: digit.repeat(64), alt });

function optionsOf(platform: Platform): Content["options"] {
  switch (platform) {
    case "x":
      return { platform };
    case "facebook":
      return { platform, link: null };
    case "linkedin":
      return { platform, article: null };
    case "instagram":
      return { platform, kind: "post" };
    case "whatsapp":
      return { platform, template: null };
    case "youtube":
      return watched({});
    case "tiktok":
      return tiktoked({});
  }
}

function content(
  platform: Platform,
  texts: string[],
  media = [] as { digest: string; alt: string }[],
): Content {
  return {
    parts: texts.map((text, index) => ({
      role: index === 0 ? "main" : "thread",
      text,
      media: index === 0 ? media : [],
    })),
    options: optionsOf(platform),
  };
}

function draw(platform: Platform, now: Content, seenBefore?: Content) {
  const { container } = render(Preview, {
    platform,
    accountName: "@lakeside_clinic",
    content: now,
    pictures: [],
    seenBefore,
  });
  return container;
}

const joined = (pieces: { text: string; mark: string }[], without: string) =>
  pieces
    .filter(({ mark }) => mark !== without)
    .map(({ text }) => text)
    .join("");

describe("text", () => {
  test.each(["x", "facebook"] as const)("markup stays text on %s", (platform) => {
    const attack = '<img src=x onerror="alert(1)"> <b>bold</b> &amp; <script>alert(2)</script>';
    const before = content(platform, ["<i>old</i>"]);
    for (const page of [
      draw(platform, content(platform, [attack])),
      draw(platform, content(platform, [attack]), before),
    ]) {
      expect(page.querySelector("img, script, i > i, p b")).toBeNull();
      expect(page.textContent).toContain("&amp;");
      for (const gone of page.querySelectorAll("del")) gone.remove();
      expect(page.textContent).toContain(attack);
    }
  });

  test("spaces and lines are kept as they were written", () => {
    const text = "One  two\n\n three\n";
    const page = draw("x", content("x", [text]));
    expect(page.querySelector("article p")?.textContent).toBe(text);
  });

  test("each platform colours what it colours", () => {
    const text = "Ask @lakeside at https://lakeside.example/book, #FluSeason #1st.";
    const kinds = (platform: Platform) =>
      runs(platform, text)
        .filter(({ kind }) => kind !== "plain")
        .map(({ kind, text: run }) => `${kind} ${run}`);
    expect(kinds("x")).toEqual([
      "mention @lakeside",
      "link https://lakeside.example/book",
      "tag #FluSeason",
      "tag #1st",
    ]);
    expect(kinds("facebook")).toEqual(["link https://lakeside.example/book", "tag #FluSeason", "tag #1st"]);
  });

  test.each(["Dr.Rao at 9.30am, a@b.in, #1 of 2", "", "…#", "https://"])(
    "%j has nothing to colour",
    (text) => {
      expect(runs("x", text).every(({ kind }) => kind === "plain")).toBe(true);
    },
  );

  test("a link card says where it leads", () => {
    expect(address("https://www.lakeside.example/book?at=9")).toEqual({
      host: "lakeside.example",
      path: "/book?at=9",
    });
    const now = content("facebook", ["Book now."]);
    now.options = { platform: "facebook", link: "https://lakeside.example/book" };
    expect(draw("facebook", now).textContent).toContain("lakeside.example/book");
  });
});

describe("what changed", () => {
  test("is marked word by word, and nothing is lost", () => {
    const before = "A cough for more than a month. Ask us for an inhaler.";
    const now = "A cough for more than three weeks. A flu shot helps.";
    const pieces = compareText("x", now, before);
    expect(joined(pieces, "removed")).toBe(now);
    expect(joined(pieces, "added")).toBe(before);
    expect(pieces.filter(({ mark }) => mark === "added")[0]?.text).toBe("three weeks");
    expect(pieces.filter(({ mark }) => mark === "removed")[0]?.text).toBe("a month");
  });

  test("words of any script are whole", () => {
    const pieces = compareText("x", "वर्षा में बुखार", "वर्षा में खाँसी");
    expect(pieces.filter(({ mark }) => mark !== "kept").map(({ text }) => text)).toEqual(["खाँसी", "बुखार"]);
  });

  test("a link that changed is another link, whole", () => {
    const pieces = compareText("x", "See https://a.example/new", "See https://a.example/old");
    expect(pieces.at(-1)).toEqual({ text: "https://a.example/new", kind: "link", mark: "added" });
  });

  test("parts, pictures and descriptions that came or went are said", () => {
    const before = content("x", ["One", "Two"], [picture("a"), picture("b")]);
    const now = content("x", ["One"], [picture("a", "Waves under a sun"), picture("c")]);
    const compared = compareContent("x", now, before);
    expect(compared.parts.map(({ mark }) => mark)).toEqual(["kept", "removed"]);
    expect(compared.parts[0]?.pictures.map(({ mark }) => mark)).toEqual(["kept", "added", "removed"]);
    const page = draw("x", now, before);
    expect(page.textContent).toContain(words.preview.picture.newOne);
    expect(page.textContent).toContain(words.preview.picture.removedOne);
    expect(page.querySelector("ins")?.textContent?.trim()).toBe("under a sun");
  });

  test("equal contents carry no mark", () => {
    const now = content("facebook", ["Same"], [picture("a")]);
    expect(compareContent("facebook", now, structuredClone(now)).changed).toBe(false);
    expect(draw("facebook", now, structuredClone(now)).querySelector("ins, del")).toBeNull();
  });

  test("two long texts with nothing in common are compared at once", () => {
    const long = (word: string) => Array.from({ length: 6000 }, (_, n) => `${word}${n}`).join(" ");
    const pieces = compareText("facebook", long("a"), long("b"));
    expect(joined(pieces, "removed")).toBe(long("a"));
    expect(joined(pieces, "added")).toBe(long("b"));
  });
});

describe("pictures", () => {
  test.each([1, 2, 3, 4])("X shows %i", (count) => {
    const media = Array.from({ length: count }, (_, n) => picture(String(n)));
    const page = draw("x", content("x", ["Look"], media));
    expect(page.querySelectorAll(".look-x img")).toHaveLength(count);
  });

  test("Facebook shows five of ten, and counts the others; all are described", () => {
    const media = Array.from({ length: 10 }, (_, n) => picture(String(n), `Number ${n}`));
    const page = draw("facebook", content("facebook", ["Look"], media));
    expect(page.querySelectorAll(".look-facebook img")).toHaveLength(5);
    expect(page.textContent).toContain(words.preview.picture.more(5));
    for (let n = 0; n < 10; n++) expect(page.textContent).toContain(`Number ${n}`);
  });
});
