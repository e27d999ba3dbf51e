// The checks that run while somebody writes.

import { describe, expect, it } from "vitest";

import type { Content } from "../../../src/api/bindings/Content";
import type { Report } from "../../../src/api/bindings/Report";
import { LiveReport } from "../../../src/kit/live.svelte";
import { settle } from "../../fixture";

const saying = (text: string): Content => ({
  parts: [{ role: "main", text, media: [] }],
  options: { platform: "x" },
});
const used = (n: number): Report => ({
  counters: [{ part: 0, used: n, limit: 280, over: n > 280, note: null }],
  findings: [],
  cost: null,
  comments_not: null,
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

const shown = (live: LiveReport) => live.report.counters[0]?.used;

describe("the checks while somebody types", () => {
  it("are asked with the first key, not after a pause", () => {
    const { live, asked } = checks();
    live.ask(saying("a"));
    expect(asked.map(({ text }) => text)).toEqual(["a"]);
    expect(live.asking).toBe(true);
  });

  it("are asked one at a time, and then about the newest words only", async () => {
    const { live, asked } = checks();
    for (const text of ["a", "ab", "abc"]) live.ask(saying(text));
    expect(asked).toHaveLength(1);
    asked[0]?.answer(used(1));
    await settle();
    expect(asked.map(({ text }) => text)).toEqual(["a", "abc"]);
    expect(shown(live), "what is known is nearer than what was").toBe(1);
    expect(live.asking).toBe(true);
    asked[1]?.answer(used(3));
    await settle();
    expect(shown(live)).toBe(3);
    expect(live.asking).toBe(false);
  });

  it("count nothing that comes after the core told of the post itself", async () => {
    const { live, asked } = checks();
    live.ask(saying("mine"));
    live.set(used(42));
    asked[0]?.answer(used(4));
    await settle();
    expect(shown(live)).toBe(42);
    live.ask(saying("more"));
    expect(asked.at(-1)?.text).toBe("more");
  });

  it("say so when the newest words could not be checked, and ask again with the next key", async () => {
    const { live, asked } = checks();
    live.ask(saying("one"));
    asked[0]?.refuse();
    await settle();
    expect(live.failed).toBe(true);
    live.ask(saying("two"));
    asked[1]?.answer(used(3));
    await settle();
    expect(live.failed).toBe(false);
    expect(shown(live)).toBe(3);
  });

  it("count what blocks", () => {
    const { live } = checks();
    const finding = { code: "empty", part: null, message: "", source: null } as const;
    live.set({
      counters: [],
      cost: null,
      comments_not: null,
      findings: [
        { ...finding, severity: "block" },
        { ...finding, severity: "note" },
      ],
    });
    expect(live.blocks).toBe(1);
  });
});
