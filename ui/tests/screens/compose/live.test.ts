// The checks that run while somebody writes.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Content } from "../../../src/api/bindings/Content";
import type { Report } from "../../../src/api/bindings/Report";
import { LiveReport, PAUSE_MS } from "../../../src/screens/compose/live.svelte";

const saying = (text: string): Content => ({
  parts: [{ role: "main", text, media: [] }],
  options: { platform: "x" },
});
const used = (n: number): Report => ({
  counters: [{ part: 0, used: n, limit: 280, over: n > 280, note: null }],
  findings: [],
});

function checks() {
  const asked: { text: string; answer: (report: Report) => void; refuse: () => void }[] = [];
  const live = new LiveReport(
    used(0),
    (content) =>
      new Promise((resolve, reject) => {
        asked.push({
          text: content.parts[0]?.text ?? "",
          answer: resolve,
          refuse: () => reject(new Error("no")),
        });
      }),
  );
  return { live, asked };
}

const pause = () => vi.advanceTimersByTimeAsync(PAUSE_MS);
const shown = (live: LiveReport) => live.report.counters[0]?.used;

describe("the checks while somebody types", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("ask once for a burst of keys, about the newest words", async () => {
    const { live, asked } = checks();
    for (const text of ["a", "ab", "abc"]) {
      live.ask(saying(text));
      await vi.advanceTimersByTimeAsync(PAUSE_MS - 10);
    }
    expect(asked).toHaveLength(0);
    await pause();
    expect(asked.map(({ text }) => text)).toEqual(["abc"]);
    expect(live.asking).toBe(true);
    asked[0]?.answer(used(3));
    await pause();
    expect(shown(live)).toBe(3);
    expect(live.asking).toBe(false);
  });

  it("count only the newest answer, in whichever order they come", async () => {
    const { live, asked } = checks();
    live.ask(saying("old"));
    await pause();
    live.ask(saying("newest"));
    await pause();
    asked[1]?.answer(used(6));
    await pause();
    asked[0]?.answer(used(3));
    await pause();
    expect(shown(live)).toBe(6);
  });

  it("drop an answer that was overtaken by a key, and keep the old one until then", async () => {
    const { live, asked } = checks();
    live.ask(saying("one"));
    await pause();
    live.ask(saying("one more"));
    asked[0]?.answer(used(3));
    await vi.advanceTimersByTimeAsync(0);
    expect(shown(live)).toBe(0);
    expect(live.asking).toBe(true);
  });

  it("say so when the newest words could not be checked", async () => {
    const { live, asked } = checks();
    live.ask(saying("one"));
    await pause();
    asked[0]?.refuse();
    await pause();
    expect(live.failed).toBe(true);
    live.ask(saying("two"));
    await pause();
    asked[1]?.answer(used(3));
    await pause();
    expect(live.failed).toBe(false);
  });

  it("count what blocks", () => {
    const { live } = checks();
    const finding = { code: "empty", part: null, message: "", source: null } as const;
    live.set({
      counters: [],
      findings: [
        { ...finding, severity: "block" },
        { ...finding, severity: "note" },
      ],
    });
    expect(live.blocks).toBe(1);
  });
});
