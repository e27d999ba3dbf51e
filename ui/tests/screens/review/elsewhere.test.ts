// What comes late, or from an older version: answers when another post is open, words that were typed upon a version that
// is not on the screen any more, and what counts as seen.

import { configure, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";

import type { ReviewSheet } from "../../../src/api/bindings/ReviewSheet";
import { go, route } from "../../../src/kit/route.svelte";
import { toasts } from "../../../src/kit/toasts.svelte";
import { saveAll } from "../../../src/kit/unsaved";
import Review from "../../../src/screens/Review.svelte";
import { words } from "../../../src/words";
import { refusal, stage, type Stage } from "../support";

vi.setConfig({ testTimeout: 20_000 });
configure({ asyncUtilTimeout: 5_000 });

const w = words.review;
const preview = () => screen.findByRole("article");
const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });
const field = () => screen.findByLabelText<HTMLTextAreaElement>(w.edit.text);
const shows = (text: string | RegExp) =>
  waitFor(async () => expect((await preview()).textContent).toMatch(text));

/** Lets `command` be answered only when the returned function is called. */
function delay(on: Stage, command: string): () => void {
  const waiting: (() => void)[] = [];
  on.answer(command, async (_, ask) => {
    // What it does is done; only the answer takes its time.
    const answer = await ask();
    await new Promise<void>((there) => waiting.push(there));
    return answer;
  });
  return () => waiting.forEach((there) => there());
}

/** Has a colleague change a post. */
function change(on: Stage, id: string, text: string) {
  const { content } = on.world.whole(id);
  const [main, ...rest] = content.parts;
  if (main) on.world.contents.set(id, { ...content, parts: [{ ...main, text }, ...rest] });
  on.world.numbers.set(id, (on.world.numbers.get(id) ?? 2) + 1);
  on.emit("changed", ["posts"]);
}

describe("an answer that comes when another post is open", () => {
  test("to a signature leaves the reader there, and takes the signed post off the list", async () => {
    const on = stage(Review, ["review", "w1"]);
    on.takePen();
    await preview();
    const answer = delay(on, "post_sign");
    await userEvent.keyboard("a");
    await waitFor(() => expect(on.sent("post_sign")).toHaveLength(1));
    await userEvent.keyboard("jj");
    await shows("Flu shots for everyone");
    expect(route.id).toBe("w3");
    answer();
    const queue = screen.getByRole("region", { name: w.queue.label });
    await within(queue).findByText(w.queue.signed);
    expect(route.id).toBe("w3");
    await shows("Flu shots for everyone");
  });

  test("to a signature brings nobody back to the screen", async () => {
    const on = stage(Review, ["review", "w1"]);
    on.takePen();
    await preview();
    const answer = delay(on, "post_sign");
    await userEvent.keyboard("a");
    await waitFor(() => expect(on.sent("post_sign")).toHaveLength(1));
    go("today");
    answer();
    await waitFor(() => expect(on.world.find("w1").state).toBe("signed"));
    await waitFor(() => expect(toasts.said).toContain("Short of breath"));
    expect(route.screen).toBe("today");
  });

  test("to a remark puts no other post on the screen", async () => {
    const on = stage(Review, ["review", "w1"]);
    await preview();
    const answer = delay(on, "review_remark");
    await userEvent.type(screen.getByLabelText(w.talk.label), "By the way.");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(on.sent("review_remark")).toHaveLength(1));
    go("review", "w3");
    await shows("Flu shots for everyone");
    answer();
    await new Promise((turn) => setTimeout(turn));
    await shows("Flu shots for everyone");
    expect((await preview()).textContent).not.toContain("Short of breath");
    expect(screen.getByLabelText<HTMLTextAreaElement>(w.talk.label).value).toBe("");
    go("review", "w1");
    await shows("Short of breath");
    expect(screen.getByLabelText<HTMLTextAreaElement>(w.talk.label).value).toBe("");
  });

  test("and refuses is told by the name of its post, not upon the one that is open", async () => {
    const on = stage(Review, ["review", "w1"]);
    on.takePen();
    await preview();
    const waiting: (() => void)[] = [];
    on.answer("post_sign", async () => {
      await new Promise<void>((there) => waiting.push(there));
      throw refusal("disk", "The disk is full.");
    });
    await userEvent.keyboard("a");
    await waitFor(() => expect(waiting).toHaveLength(1));
    go("review", "w3");
    await shows("Flu shots for everyone");
    waiting.forEach((there) => there());
    await waitFor(() => expect(toasts.current?.text).toContain("Short of breath"));
    expect(toasts.current?.text).toContain("The disk is full.");
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("words typed into the post", () => {
  async function type(on: Stage, more: string) {
    await preview();
    await userEvent.keyboard("e");
    await userEvent.type(await field(), more);
    return on;
  }

  test("are never put over a version that came meanwhile, and are offered beside it", async () => {
    const on = await type(stage(Review, ["review", "w1"]), " Mine.");
    await userEvent.keyboard("{Escape}jj");
    await shows("Flu shots for everyone");
    change(on, "w1", "A colleague wrote this.");
    await userEvent.keyboard("kk");
    await shows("A colleague wrote this.");
    await userEvent.keyboard("e");
    expect((await field()).value).toBe("A colleague wrote this.");
    expect(screen.getByText(w.edit.older)).toBeTruthy();
    expect(screen.getByLabelText<HTMLTextAreaElement>(words.kit.lost.mine).value).toMatch(/ Mine\.$/);

    await userEvent.click(button(words.kit.lost.use));
    expect((await field()).value).toMatch(/ Mine\.$/);
    await userEvent.click(button(w.edit.save));
    await waitFor(() => expect(on.sent("post_save")).toHaveLength(1));
    expect(on.sent("post_save")[0]).toMatchObject({ base_revision: "w1-r3" });
    await waitFor(() => expect(screen.queryByLabelText(w.edit.text)).toBeNull());
  });

  test("that came too late are kept beside the newer version, which one press reads", async () => {
    const on = await type(stage(Review, ["review", "w2"]), " Mine.");
    on.answer("post_save", () => {
      throw refusal("stale", "Somebody else changed this post meanwhile.");
    });
    const { content } = on.world.whole("w2");
    const [main] = content.parts;
    if (main) on.world.contents.set("w2", { ...content, parts: [{ ...main, text: "Theirs." }] });
    on.world.numbers.set("w2", 3);
    await userEvent.click(button(w.edit.save));
    await userEvent.click(await screen.findByRole("button", { name: words.kit.errors.reload }));
    await waitFor(async () => expect((await field()).value).toBe("Theirs."));
    expect(screen.getByLabelText<HTMLTextAreaElement>(words.kit.lost.mine).value).toMatch(/ Mine\.$/);
    expect(on.sent("post_save"), "another save would only be refused again").toHaveLength(1);
    expect(screen.queryByText(w.edit.failed)).toBeNull();
    await userEvent.click(button(words.kit.lost.drop));
    expect(screen.queryByText(w.edit.older)).toBeNull();
  });

  test("are checked when the text is opened again", async () => {
    const on = await type(stage(Review, ["review", "w3"]), " More.");
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByLabelText(w.edit.text)).toBeNull());
    const before = on.sent("content_check").length;
    await userEvent.keyboard("e");
    await waitFor(() => expect(on.sent("content_check").length).toBeGreaterThan(before));
    await userEvent.click(button(w.edit.drop));
  });

  test("are saved before the person’s turn ends", async () => {
    const on = await type(stage(Review, ["review", "w3"]), " Last words.");
    await saveAll();
    expect(on.sent("post_save")).toHaveLength(1);
    expect(on.world.contents.get("w3")?.parts[0]?.text).toMatch(/ Last words\.$/);
  });
});

describe("a version counts as seen", () => {
  const seen = (on: Stage) => on.sent("review_seen");

  test("once it is on the screen, not when it was only read", async () => {
    const on = stage(Review, ["review", "w1"]);
    await preview();
    await waitFor(() => expect(seen(on)).toEqual([{ post_id: "w1", revision_id: "w1-r2" }]));
    change(on, "w1", "A colleague wrote this.");
    await screen.findByText(w.sheet.newerText);
    expect(seen(on)).toHaveLength(1);
    await userEvent.click(button(w.sheet.showNewer));
    await waitFor(() => expect(seen(on)[1]).toEqual({ post_id: "w1", revision_id: "w1-r3" }));
  });

  test("on the sheet that signs many, each for itself, and not after that was closed", async () => {
    const on = stage(Review, ["review", "w1"]);
    await preview();
    await waitFor(() => expect(seen(on)).toHaveLength(1));
    const asked: (() => void)[] = [];
    on.answer("review_open", async (request: { id: string }, ask) => {
      const sheet = (await ask()) as ReviewSheet;
      if (request.id === "w2") await new Promise<void>((there) => asked.push(there));
      return sheet;
    });
    await userEvent.keyboard("b");
    await waitFor(() => expect(seen(on)).toHaveLength(2));
    await waitFor(() => expect(asked).toHaveLength(1));
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    asked.forEach((there) => there());
    await new Promise((turn) => setTimeout(turn, 20));
    expect(seen(on).map((one) => (one as { post_id: string }).post_id)).toEqual(["w1", "w1"]);
  });
});
