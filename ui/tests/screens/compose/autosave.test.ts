// Writing is kept by itself.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { problem } from "../../../dev/fixtures/scenes";
import type { Content } from "../../../src/api/bindings/Content";
import { same } from "../../../src/screens/compose/content";
import { Autosave, CEILING_MS, QUIET_MS } from "../../../src/screens/compose/autosave.svelte";

const saying = (text: string): Content => ({
  parts: [{ role: "main", text, media: [] }],
  options: { platform: "x" },
});

/** An autosave upon a core that answers when it is told to. */
function desk() {
  let number = 1;
  const waiting: { text: string; base: string; answer: () => void; refuse: (error: unknown) => void }[] = [];
  const settled = vi.fn();
  const there = { writer: true };
  const autosave = new Autosave(
    { revision: "r1", number, content: saying("") },
    {
      same,
      save: (base, content) =>
        new Promise((resolve, reject) => {
          const revision = `r${++number}`;
          const mine = number;
          waiting.push({
            text: content.parts[0]?.text ?? "",
            base,
            answer: () => resolve({ revision, number: mine }),
            refuse: reject,
          });
        }),
      settled,
      mayWrite: () => there.writer,
    },
  );
  const last = () => {
    const asked = waiting.at(-1);
    if (!asked) throw new Error("Nothing was saved.");
    return asked;
  };
  return { autosave, waiting, settled, last, there, type: (text: string) => autosave.edit(saying(text)) };
}

/** Lets answers that were given arrive. */
const arrive = () => vi.advanceTimersByTimeAsync(0);

describe("a draft that saves itself", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("waits for a pause, and not longer", async () => {
    const { autosave, waiting, last, type } = desk();
    type("a");
    await vi.advanceTimersByTimeAsync(QUIET_MS - 1);
    expect(waiting).toHaveLength(0);
    expect(autosave.state.kind).toBe("changed");
    await vi.advanceTimersByTimeAsync(1);
    expect(waiting).toHaveLength(1);
    expect(autosave.state.kind, "nothing is called saved before the core answered").toBe("saving");
    last().answer();
    await arrive();
    expect(autosave.state.kind).toBe("saved");
    expect(autosave.dirty).toBe(false);
  });

  it("saves every two seconds at the latest while somebody types on and on", async () => {
    const { autosave, waiting, type } = desk();
    let unsavedSince: number | undefined;
    let longest = 0;
    for (let text = ""; text.length < 100;) {
      text += "x";
      type(text);
      unsavedSince ??= Date.now();
      await vi.advanceTimersByTimeAsync(100);
      for (const asked of waiting.splice(0)) {
        longest = Math.max(longest, Date.now() - (unsavedSince ?? Date.now()));
        unsavedSince = undefined;
        asked.answer();
      }
      await arrive();
    }
    expect(CEILING_MS).toBeLessThanOrEqual(2000);
    expect(longest, "10 s of typing never left more than this unsaved").toBeLessThanOrEqual(CEILING_MS);
    expect(longest).toBeGreaterThan(QUIET_MS);
    expect(autosave.base).not.toBe("r1");
  });

  it("saves one after the other, each upon the one before", async () => {
    const { autosave, waiting, last, type } = desk();
    type("one");
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    type("one two");
    await vi.advanceTimersByTimeAsync(CEILING_MS * 2);
    expect(waiting, "a slow core is not asked twice at once").toHaveLength(1);
    last().answer();
    await arrive();
    expect(waiting).toHaveLength(2);
    expect(last()).toMatchObject({ text: "one two", base: "r2" });
    last().answer();
    await arrive();
    expect(autosave.state.kind).toBe("saved");
    expect(autosave.base).toBe("r3");
  });

  it("keeps what was not saved, says why, and tries again with the next key", async () => {
    const { autosave, waiting, last, type } = desk();
    type("precious");
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    last().refuse(problem("disk", "The disk is full."));
    await arrive();
    expect(autosave.state).toMatchObject({ kind: "failed", error: { message: "The disk is full." } });
    expect(autosave.content).toEqual(saying("precious"));
    expect(autosave.dirty).toBe(true);

    type("precious words");
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    expect(waiting).toHaveLength(2);
    expect(last()).toMatchObject({ text: "precious words", base: "r1" });
  });

  it("has nothing to say when what could not be saved was taken back", async () => {
    const { autosave, waiting, last, type } = desk();
    type("oops");
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    last().refuse(problem("disk", "The disk is full."));
    await arrive();
    expect(autosave.state.kind).toBe("failed");
    type("");
    expect(autosave.state.kind).toBe("untouched");

    type("oops again");
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    type("");
    last().refuse(problem("disk", "The disk is full."));
    await arrive();
    expect(autosave.state.kind, "taken back while it was on its way").toBe("untouched");
    await vi.advanceTimersByTimeAsync(CEILING_MS * 2);
    expect(waiting).toHaveLength(2);
  });

  it("overwrites nobody: a stale text stays here and is not sent again", async () => {
    const { autosave, waiting, last, type } = desk();
    type("mine");
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    last().refuse(problem("stale", "Somebody else changed it."));
    await arrive();
    expect(autosave.state.kind).toBe("stale");
    type("mine, still");
    await vi.advanceTimersByTimeAsync(CEILING_MS * 2);
    expect(waiting).toHaveLength(1);
    expect(autosave.content).toEqual(saying("mine, still"));
    expect(await autosave.flush()).toBe(false);
  });

  it("saves at once when it is left, and says whether that worked", async () => {
    const { autosave, waiting, last, type } = desk();
    type("leaving");
    const flushed = autosave.flush();
    await arrive();
    expect(waiting).toHaveLength(1);
    last().answer();
    expect(await flushed).toBe(true);
    await vi.advanceTimersByTimeAsync(CEILING_MS * 2);
    expect(waiting, "the clocks were stopped").toHaveLength(1);
  });

  it("flushes what was typed while a save was under way", async () => {
    const { autosave, waiting, last, type } = desk();
    type("one");
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    type("one two");
    const flushed = autosave.flush();
    last().answer();
    await arrive();
    expect(last()).toMatchObject({ text: "one two", base: "r2" });
    last().answer();
    expect(await flushed).toBe(true);
    expect(waiting).toHaveLength(2);
  });

  it("saves nothing when what was typed was taken back", async () => {
    const { autosave, waiting, type } = desk();
    type("oops");
    type("");
    await vi.advanceTimersByTimeAsync(CEILING_MS * 2);
    expect(waiting).toHaveLength(0);
    expect(autosave.state.kind).toBe("untouched");
    expect(await autosave.flush()).toBe(true);
  });

  it("shows what somebody else wrote while nothing is unsaved here", () => {
    const { autosave } = desk();
    expect(autosave.meet({ revision: "x9", number: 9, content: saying("theirs") })).toBe(true);
    expect(autosave.content).toEqual(saying("theirs"));
    expect(autosave.base).toBe("x9");
  });

  it("never takes away words that are not saved", () => {
    const { autosave, type } = desk();
    type("mine");
    expect(autosave.meet({ revision: "x9", number: 9, content: saying("theirs") })).toBe(false);
    expect(autosave.content).toEqual(saying("mine"));
    expect(autosave.base, "the save is refused, and the person decides").toBe("r1");
  });

  it("does not mistake its own save for somebody else's", async () => {
    const { autosave, last, settled, type } = desk();
    type("one");
    await vi.advanceTimersByTimeAsync(QUIET_MS);
    type("one two");
    // The tag of the change comes before the answer to the save does.
    expect(autosave.meet({ revision: "r2", number: 2, content: saying("one") })).toBe(false);
    last().answer();
    await arrive();
    expect(settled).toHaveBeenCalled();
    expect(autosave.content).toEqual(saying("one two"));
  });

  it("saves nothing while whoever wrote is not there, and forgets none of it", async () => {
    const { autosave, waiting, there, type } = desk();
    type("mine");
    there.writer = false;
    await vi.advanceTimersByTimeAsync(CEILING_MS * 2);
    expect(await autosave.flush(), "it is not with the core").toBe(false);
    expect(waiting).toHaveLength(0);
    there.writer = true;
    void autosave.flush();
    await arrive();
    expect(waiting.map(({ text }) => text)).toEqual(["mine"]);
  });
});
