// What previews know beyond the words: folds, cards, cuts of pictures, and words that were asked about.

import { render, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { fixtureHost } from "../../dev/fixtures/host";
import { ordinary } from "../../dev/fixtures/scenes";
import { tiktoked } from "../../dev/fixtures/tiktok";
import { watched } from "../../dev/fixtures/watched";
import type { Content } from "../../src/api/bindings/Content";
import type { MediaRef } from "../../src/api/bindings/MediaRef";
import type { Platform } from "../../src/api/bindings/Platform";
import { useHost } from "../../src/api/host";
import { compareContent, compareText } from "../../src/kit/preview/compare";
import { firstBeyond, foldOnX, linesOf } from "../../src/kit/preview/fold";
import { drawn, plainText } from "../../src/kit/preview/marks";
import Preview from "../../src/kit/preview/Preview.svelte";
import { cardOf } from "../../src/kit/preview/text";
import { words } from "../../src/words";
import { open } from "../fixture";

beforeEach(() => useHost(fixtureHost(ordinary)));
afterEach(() => vi.restoreAllMocks());

function content(platform: Platform, text: string, media: MediaRef[] = []): Content {
  const options =
    platform === "x"
      ? { platform }
      : platform === "facebook"
        ? { platform, link: null }
        : platform === "linkedin"
          ? { platform, article: null }
          : platform === "whatsapp"
            ? { platform, template: null }
            : platform === "youtube"
              ? watched({})
              : platform === "tiktok"
                ? tiktoked({})
                : { platform, kind: "post" as const };
  return { parts: [{ role: "main", text, media }], options };
}

function draw(platform: Platform, now: Content, more: Record<string, unknown> = {}) {
  const accountName = "Lakeside Family Clinic";
  return render(Preview, { platform, accountName, content: now, pictures: [], ...more }).container;
}

const picture = (digit: string, more: Partial<MediaRef> = {}): MediaRef => ({
  digest: digit.repeat(64),
  alt: "Waves",
  ...more,
});

test("a person's own account on LinkedIn has a round face, an organization's a square one", async () => {
  const { host, world, close } = open();
  const [first] = world.channels;
  if (!first) throw new Error("no channel");
  const own = {
    ...first,
    id: "c-li",
    platform: "linkedin" as const,
    name: "Dr. Rao",
    account_name: "Meera Rao",
  };
  world.channels.push({ ...own, account_id: "urn:li:person:rT4q" });
  const now = content("linkedin", "Good morning");
  const face = (accountName: string) => draw("linkedin", now, { accountName }).querySelector(".face");
  const [person, page] = [face("Meera Rao"), face("Lakeside Family Clinic")];
  await waitFor(() => expect(person?.classList.contains("member")).toBe(true));
  expect(page?.classList.contains("member")).toBe(false);
  expect(host.asked.length).toBeGreaterThan(0);
  close();
});

describe("the fold", () => {
  test("of a long post on X comes after as much as everybody may write, counted as X counts", () => {
    expect(foldOnX("a".repeat(280))).toBeUndefined();
    expect(foldOnX("a".repeat(281))).toBe(280);
    expect(foldOnX("漢".repeat(200)), "such signs count 2").toBe(140);
    expect(
      foldOnX(`${"a ".repeat(120)}https://lakeside.example/${"b".repeat(90)}`),
      "a link is 23",
    ).toBeUndefined();
    expect(foldOnX(`${"a".repeat(279)}👩‍⚕️ and on`), "an emoji is whole, or behind the fold").toBe(279);
  });

  test("stands where the last line that is shown ends", () => {
    // Ten characters a line.
    const linesTo = (end: number) => Math.ceil(end / 10);
    expect(firstBeyond(45, 3, linesTo)).toBe(30);
    expect(firstBeyond(30, 3, linesTo)).toBeUndefined();
    expect(firstBeyond(0, 3, linesTo)).toBeUndefined();
    expect([linesOf(19, 20), linesOf(59, 20), linesOf(62, 20), linesOf(40, 0)]).toEqual([1, 3, 3, 0]);
  });

  test("is drawn into the text, and hides none of it", async () => {
    vi.spyOn(window, "getComputedStyle").mockReturnValue({ lineHeight: "20px" } as CSSStyleDeclaration);
    vi.spyOn(Range.prototype, "getBoundingClientRect").mockImplementation(function (this: Range) {
      return { height: Math.ceil(this.endOffset / 10) * 20 } as DOMRect;
    });
    const text = "One two three four five six seven eight nine ten eleven twelve thirteen.";
    const page = draw("linkedin", content("linkedin", text));
    await waitFor(() => expect(page.querySelector(".fold")?.textContent).toBe(words.preview.linkedin.fold));
    const [before, after] = page.querySelectorAll("[data-part] p.text");
    expect(before?.textContent).toBe(text.slice(0, 30));
    expect(`${before?.textContent}${after?.textContent}`).toBe(text);
    expect(page.querySelector(".measured")).toBeNull();
  });
});

describe("words that were asked about", () => {
  const now = "A cough for three weeks.";
  const pieces = compareText("x", now, "A cough for a month.");

  test("are cut out of the pieces, whatever was removed beside them", () => {
    const { before, after } = drawn(pieces, [{ start: 2, end: 17, n: 1 }], undefined);
    expect(after).toEqual([]);
    expect(plainText(before)).toBe(now);
    const asked = before.filter((piece) => piece.asked === 1);
    expect(asked.map(({ text }) => text).join("")).toBe("cough for three");
    expect(before.find(({ mark }) => mark === "removed")?.asked).toBeUndefined();
  });

  test("are marked over a fold and on their own part only", () => {
    const { before, after } = drawn(pieces, [{ start: 8, end: 17, n: 2 }], 12);
    expect([plainText(before), plainText(after)]).toEqual(["A cough for ", "three weeks."]);
    expect([before.at(-1)?.asked, after.find(({ mark }) => mark === "added")?.asked]).toEqual([2, 2]);
    const page = draw("x", content("x", now), { asked: [{ part: 0, start: 2, end: 7, n: 1 }] });
    expect(page.querySelector("mark[data-asked='1']")?.textContent).toBe("cough");
    expect(
      draw("x", content("x", now), { asked: [{ part: 1, start: 2, end: 7, n: 1 }] }).querySelector("mark"),
    ).toBeNull();
  });
});

describe("pictures", () => {
  const compare = (now: MediaRef[], before: MediaRef[]) =>
    compareContent("x", content("x", "Look", now), content("x", "Look", before));

  test("that are cut, placed or described differently say so", () => {
    const cut = { x: 0, y: 0, width: 1000, height: 500 } as unknown as NonNullable<MediaRef["crop"]>;
    const changed = compare([picture("a", { crop: cut })], [picture("a")]);
    expect(changed.parts[0]?.pictures[0]?.changes).toEqual(["cut"]);
    expect([changed.changed, changed.words]).toEqual([true, { added: 0, removed: 0 }]);
    expect(changed.pictures).toEqual({ added: 0, removed: 0, changed: 1 });

    const moved = compare([picture("b"), picture("a")], [picture("a"), picture("b")]);
    expect(moved.parts[0]?.pictures.map(({ changes }) => changes)).toEqual([["moved"], ["moved"]]);
    const described = compare([picture("a", { alt: "Waves under a sun" })], [picture("a")]);
    expect(described.parts[0]?.pictures[0]?.changes).toEqual(["described"]);
    const page = draw("x", content("x", "Look", [picture("a", { crop: cut })]), {
      seenBefore: content("x", "Look", [picture("a")]),
    });
    expect(page.textContent).toContain(words.preview.picture.changes.cut);
  });

  test("that only lost a neighbour were not moved", () => {
    const less = compare([picture("b")], [picture("a"), picture("b")]);
    expect(less.parts[0]?.pictures.map(({ mark, changes }) => [mark, changes])).toEqual([
      ["kept", []],
      ["removed", []],
    ]);
    expect(compare([picture("a", { crop: null })], [picture("a")]).changed).toBe(false);
  });

  test.each([
    [1, 1],
    [3, 3],
    [5, 5],
    [20, 5],
  ])("LinkedIn shows of %i the first %i, and counts the others", (count, shown) => {
    const media = Array.from({ length: count }, (_, n) => picture((n % 10).toString()));
    const page = draw("linkedin", content("linkedin", "Look", media));
    expect(page.querySelectorAll(".look-linkedin img")).toHaveLength(shown);
    expect(page.textContent?.includes(words.preview.picture.more(count - shown))).toBe(count > shown);
  });
});

describe("the card of a link", () => {
  test("on X is that of the last link, and stands beside no pictures", () => {
    expect(cardOf("See https://a.example/1 or lakeside.example/2.")).toBe("https://lakeside.example/2");
    expect(cardOf("No link here, Dr.Rao.")).toBeUndefined();
    const page = draw("x", content("x", "Ask us: https://www.lakeside.example/flu"));
    expect(page.textContent).toContain(words.preview.link.from("lakeside.example"));
    const with_ = draw("x", content("x", "Ask us: https://www.lakeside.example/flu", [picture("a")]));
    expect(with_.textContent).not.toContain(words.preview.link.from("lakeside.example"));
  });

  test("on LinkedIn says what was written for it", () => {
    const now = content("linkedin", "Read on.");
    const article = { link: "https://lakeside.example/copd", title: "Living with COPD" };
    now.options = { platform: "linkedin", article };
    const page = draw("linkedin", now);
    expect(page.textContent).toContain("Living with COPD");
    expect(page.textContent).toContain("lakeside.example");
  });
});

describe("on Instagram", () => {
  const several = [picture("a", { alt: "Waves" }), picture("b", { alt: "Hills" })];

  test("several pictures are leafed through, one at a time", async () => {
    const page = draw("instagram", content("instagram", "Come in", several));
    const shown = () => [...page.querySelectorAll(".frame img")].map((image) => image.getAttribute("alt"));
    const press = (label: string) => page.querySelector<HTMLButtonElement>(`button[aria-label="${label}"]`);
    expect(shown()).toEqual(["Waves"]);
    expect(press(words.preview.instagram.back)?.disabled).toBe(true);
    press(words.preview.instagram.next)?.click();
    await waitFor(() => expect(shown()).toEqual(["Hills"]));
    expect(press(words.preview.instagram.next)?.disabled).toBe(true);
    press(words.preview.instagram.back)?.click();
    await waitFor(() => expect(shown()).toEqual(["Waves"]));
  });

  test("all pictures take the shape of the first", () => {
    const stored = { file_name: "", bytes: 1, format: "jpeg" as const, metadata_removed: false };
    const pictures = [
      { ...stored, digest: "a".repeat(64), width: 1080, height: 1350 },
      { ...stored, digest: "b".repeat(64), width: 800, height: 600 },
    ];
    const page = draw("instagram", content("instagram", "Come in", several), { pictures });
    expect(page.querySelector(".frame > svg")?.getAttribute("viewBox")).toBe("0 0 1080 1350");
  });

  test("without a picture nothing would be shown, and it says so", () => {
    expect(draw("instagram", content("instagram", "Come in")).textContent).toContain(
      words.preview.instagram.noPicture,
    );
  });

  test("a story shows its picture, and the words that it can't have", () => {
    const options = { platform: "instagram" as const, kind: "story" as const };
    const bare = draw("instagram", { ...content("instagram", "", [picture("a")]), options });
    expect(bare.querySelector(".story img")?.getAttribute("alt")).toBe("Waves");
    expect(bare.textContent).not.toContain(words.preview.instagram.notShown);
    const wordy = { ...content("instagram", "Come in", [picture("a")]), options };
    expect(draw("instagram", wordy).textContent).toContain(words.preview.instagram.notShown);
    expect(
      compareContent("instagram", wordy, { ...wordy, options: { ...options, kind: "post" } }).changed,
    ).toBe(true);
  });
});
