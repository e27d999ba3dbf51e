// A post on TikTok as it is signed: what is shown, and everything else that TikTok is told of it.

import { render, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";

import type { Content } from "../../src/api/bindings/Content";
import { useHost } from "../../src/api/host";
import { compareContent } from "../../src/kit/preview/compare";
import Preview from "../../src/kit/preview/Preview.svelte";
import { words } from "../../src/words";
import { fixtureHost } from "../../dev/fixtures/host";
import { ordinary } from "../../dev/fixtures/scenes";
import { tiktoked } from "../../dev/fixtures/tiktok";
import { filmOf } from "../../dev/fixtures/video";

beforeEach(() => useHost(fixtureHost(ordinary)));

const FILM = "d".repeat(64);
const w = words.preview.tiktok;
const content = (more: Parameters<typeof tiktoked>[0] = {}): Content => ({
  parts: [{ role: "main", text: "Come and see. #flu", media: [{ digest: FILM, alt: "" }] }],
  options: tiktoked(more),
});

function draw(now: Content, seenBefore?: Content) {
  return render(Preview, {
    platform: "tiktok",
    accountName: "@lakesideclinic",
    content: now,
    pictures: [filmOf(FILM)].flatMap((film) => film ?? []),
    seenBefore,
  }).container;
}

describe("the preview of a post on TikTok", () => {
  it("shows the caption and everything that TikTok is told", () => {
    const drawn = draw(content({ branded: true, consent: "branded_and_music" }));
    expect(drawn.textContent).toContain("Come and see.");
    expect(drawn.textContent).toContain(w.partnership);
    const told = drawn.querySelector<HTMLElement>("dl.told");
    expect(told).not.toBeNull();
    if (!told) return;
    for (const line of [
      words.compose.tiktok.privacies.public.label,
      w.branded,
      w.brandedAndMusic,
      w.comments,
    ])
      expect(within(told).getAllByText(line)).toHaveLength(1);
  });

  it("says of a draft for the app what stays behind", () => {
    const drawn = draw(content({ way: "inbox", privacy: null, consent: null }));
    expect(drawn.textContent).toContain(w.caption);
    expect(drawn.textContent).toContain(w.inApp);
    expect(drawn.textContent).not.toContain(w.notChosen);
  });

  it("marks other viewers, and is another post then", () => {
    const before = content({ privacy: "only" });
    const marked = [...draw(content(), before).querySelectorAll("ins")].map((ins) => ins.textContent?.trim());
    expect(marked).toContain(words.compose.tiktok.privacies.public.label);
    expect(compareContent("tiktok", content(), before).changed).toBe(true);
    expect(compareContent("tiktok", content(), content()).changed).toBe(false);
  });

  it("says what nobody has chosen yet", () => {
    expect(draw(content({ privacy: null })).textContent).toContain(w.notChosen);
  });
});
