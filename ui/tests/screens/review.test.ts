// Review: what is signed is what was on the screen, nothing else, and once.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";

import type { ReviewSheet } from "../../src/api/bindings/ReviewSheet";
import { pinQuestion } from "../../src/api/pin.svelte";
import { route } from "../../src/kit/route.svelte";
import { words } from "../../src/words";
import Review from "../../src/screens/Review.svelte";
import { refusal, stage, type Instead, type Stage } from "./support";

const w = words.review;
const shown = `7f3a91c2${"0".repeat(56)}`;
const other = `b09d4e17${"0".repeat(56)}`;

const preview = () => screen.findByRole("article");
const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });

/** Has the core answer another sheet from now on. */
function changeSheet(on: Stage, change: (sheet: ReviewSheet) => ReviewSheet, command = "review_open") {
  on.answer(command, async (_, go) => change((await go()) as ReviewSheet));
}

describe("signing", () => {
  test("sends the digest that was on the screen, and opens the next post", async () => {
    const on = stage(Review, ["review", "w1"]);
    on.takePen();
    await preview();
    expect(screen.getByText("7f3a 91c2")).toBeTruthy();
    await userEvent.keyboard("a");
    await waitFor(() => expect(route.id).toBe("w2"));
    expect(on.sent("post_sign")).toEqual([{ requests: [{ post_id: "w1", manifest: shown }] }]);
    const queue = screen.getByRole("region", { name: w.queue.label });
    await within(queue).findByText(w.queue.signed);
    await waitFor(() => expect(within(queue).getAllByText(/Short of breath/)).toHaveLength(1));
  });

  test("opens the post that stood next, even when the list was read again before the answer", async () => {
    const on = stage(Review, ["review", "w2"]);
    on.takePen();
    await preview();
    on.answer("post_sign", async (_, go) => {
      const done = await go();
      on.emit("changed", ["posts", "review", "queue"]);
      const queue = screen.getByRole("region", { name: w.queue.label });
      await waitFor(() => expect(within(queue).queryByText(/Today is World COPD Day\. If/)).toBeNull());
      return done;
    });
    await userEvent.keyboard("a");
    await waitFor(() => expect(route.id).toBe("w3"));
  });

  test("asks for the PIN when the pen is away, then sends the very same request once more", async () => {
    const on = stage(Review, ["review", "w1"]);
    on.takePen();
    on.world.penOut = false; // it ended meanwhile
    await preview();
    await userEvent.keyboard("a");
    await waitFor(() => expect(pinQuestion.current).toBeTruthy());
    expect(pinQuestion.current?.manifests.get("w1")).toBe(shown);
    on.world.penOut = true;
    pinQuestion.answer(true);
    await waitFor(() => expect(route.id).toBe("w2"));
    const [first, second, ...more] = on.sent("post_sign");
    expect(second).toEqual(first);
    expect(more).toEqual([]);
  });

  test("signs nothing when the PIN is not given", async () => {
    const on = stage(Review, ["review", "w1"]);
    await preview();
    await userEvent.keyboard("a");
    await waitFor(() => expect(pinQuestion.current).toBeTruthy());
    pinQuestion.answer(false);
    await waitFor(() => expect(button(w.decide.sign)).toBeTruthy());
    expect(on.sent("post_sign")).toEqual([]);
    expect(route.id).toBe("w1");
  });

  test("says that nothing was signed when the post is another by now, and shows the newest", async () => {
    const on = stage(Review, ["review", "w1"]);
    on.takePen();
    await preview();
    on.answer("post_sign", () => {
      throw refusal("stale", "This post was changed while you were reading it.");
    });
    changeSheet(on, (sheet) => ({ ...sheet, manifest: other }));
    await userEvent.keyboard("a");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain(w.decide.nothing);
    expect(alert.textContent).toContain("This post was changed while you were reading it.");
    expect(await screen.findByText("b09d 4e17")).toBeTruthy();
    expect(route.id).toBe("w1");
  });

  test("a version that arrives while one is read does not take its place", async () => {
    const on = stage(Review, ["review", "w1"]);
    on.takePen();
    await preview();
    changeSheet(on, (sheet) => ({
      ...sheet,
      manifest: other,
      post: {
        ...sheet.post,
        revision_id: "newer",
        content: { ...sheet.post.content, parts: [{ role: "main", text: "Quite another text", media: [] }] },
      },
    }));
    on.emit("changed", ["posts"]);
    await screen.findByText(w.sheet.newerText);
    expect((await preview()).textContent).not.toContain("Quite another text");
    expect(button(w.decide.sign).disabled).toBe(true);
    await userEvent.keyboard("a");
    expect(on.sent("post_sign")).toEqual([]);

    await userEvent.click(button(w.sheet.showNewer));
    await waitFor(async () => expect((await preview()).textContent).toContain("Quite another text"));
    expect(button(w.decide.sign).disabled).toBe(false);
  });

  test("keeps the typed note first, and signs with the digest that holds it", async () => {
    const on = stage(Review, ["review", "w2"]);
    on.takePen();
    await preview();
    changeSheet(on, (sheet) => ({ ...sheet, manifest: other }), "review_note");
    await userEvent.type(screen.getByLabelText(w.note.label), "GOLD 2026, chapter 3");
    await userEvent.click(button(w.decide.sign));
    await waitFor(() => expect(on.sent("post_sign")).toHaveLength(1));
    expect(on.sent("review_note")[0]).toEqual({ post_id: "w2", text: "GOLD 2026, chapter 3", anchor: null });
    expect(on.sent("post_sign")).toEqual([{ requests: [{ post_id: "w2", manifest: other }] }]);
  });

  test("what stands in the way is said, and the button sleeps", async () => {
    const review_open: Instead = async (_, go) => ({
      ...((await go()) as ReviewSheet),
      cannot_sign: "Give this post a time first.",
      not_before: null,
    });
    const on = stage(Review, ["review", "w4"], {}, { review_open });
    await screen.findByText("Give this post a time first.");
    expect(button(w.decide.sign).disabled).toBe(true);
    expect(screen.queryByText("7f3a 91c2")).toBeNull();
    await userEvent.keyboard("a");
    expect(on.sent("post_sign")).toEqual([]);
  });

  test("a signature can be taken back", async () => {
    const on = stage(Review, ["review", "s1"]);
    await preview();
    await userEvent.click(await screen.findByRole("button", { name: w.signature.takeBack }));
    await waitFor(() => expect(button(w.decide.sign)).toBeTruthy());
    expect(on.sent("approval_revoke")).toEqual([{ post_id: "s1" }]);
  });
});

describe("asking for changes", () => {
  test("needs words", async () => {
    const on = stage(Review, ["review", "w1"]);
    await preview();
    await userEvent.keyboard("c");
    const field = await screen.findByLabelText(w.ask.changes.title);
    await waitFor(() => expect(document.activeElement).toBe(field));
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect((await screen.findByRole("alert")).textContent).toBe(w.ask.changes.empty);
    expect(on.sent("review_request_changes")).toEqual([]);

    await userEvent.type(field, "Three weeks, not a month.");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(route.id).toBe("w2"));
    expect(on.sent("review_request_changes")).toEqual([
      { post_id: "w1", text: "Three weeks, not a month.", anchor: null },
    ]);
  });

  test("what was typed is still there after a look at another post", async () => {
    stage(Review, ["review", "w1"]);
    await preview();
    await userEvent.keyboard("r");
    await userEvent.type(await screen.findByLabelText(w.ask.reject.title), "We do not say this.");
    await userEvent.keyboard("{Escape}jk");
    await waitFor(() => expect(route.id).toBe("w1"));
    await preview();
    await userEvent.keyboard("r");
    const field = await screen.findByLabelText<HTMLTextAreaElement>(w.ask.reject.title);
    expect(field.value).toBe("We do not say this.");
  });
});

test("keys of decisions do nothing while a field has the cursor", async () => {
  const on = stage(Review, ["review", "w1"]);
  on.takePen();
  await preview();
  const talk = screen.getByLabelText<HTMLTextAreaElement>(w.talk.label);
  await userEvent.click(talk);
  await userEvent.keyboard("acrjkd");
  expect(talk.value).toBe("acrjkd");
  expect(on.sent("post_sign")).toEqual([]);
  expect(screen.queryByLabelText(w.ask.changes.title)).toBeNull();
  expect(route.id).toBe("w1");
});

test("D takes the marks off and puts them on again", async () => {
  stage(Review, ["review", "w2"]);
  const article = await preview();
  await waitFor(() => expect(article.querySelector("ins")?.textContent).toBe("three weeks"));
  await userEvent.keyboard("d");
  await waitFor(() => expect(article.querySelector("ins, del")).toBeNull());
  await userEvent.keyboard("d");
  await waitFor(() => expect(article.querySelector("del")?.textContent).toBe("a month"));
});

test("staff see the post and the talk, and no decision", async () => {
  stage(Review, ["review", "w1"], { person: "p-anil" });
  await preview();
  expect(screen.getByText(w.decide.notDoctor)).toBeTruthy();
  expect(screen.queryByRole("button", { name: w.decide.sign })).toBeNull();
  await userEvent.keyboard("ac");
  expect(screen.queryByLabelText(w.ask.changes.title)).toBeNull();
});

test("what has gone out is opened in Compose from here as well, where its whole batch can be taken down", async () => {
  stage(Review, ["review", "p1"]);
  await preview();
  await userEvent.click(button(w.sheet.more));
  await userEvent.click(await screen.findByRole("menuitem", { name: w.sheet.compose }));
  expect([route.screen, route.id]).toEqual(["compose", "p1"]);
});

test("an empty queue says what goes out next", async () => {
  stage(Review, ["review"], {}, { review_queue: () => ({ posts: [], expiring: [] }) });
  await screen.findByText(w.empty.title);
  expect(screen.getByText(w.empty.next(w.empty.today("18:30")))).toBeTruthy();
});

describe("what changed since the doctor last looked", () => {
  test("names who can watch a video now, and counts the words of its title", async () => {
    stage(Review, ["review", "yt-read"], { videos: true });
    await preview();
    const { privacies } = words.compose.youtube;
    const named = w.changes.chosen(
      words.preview.youtube.names.privacy,
      privacies.unlisted.label,
      privacies.public.label,
    );
    expect(await screen.findByText(named)).toBeTruthy();
    expect(screen.getByText(w.changes.counted(4, 0))).toBeTruthy();
    expect(screen.queryByText(new RegExp(w.changes.notWords))).toBeNull();
  });

  test("a typo in a title is mended where it was found", async () => {
    const on = stage(Review, ["review", "yt-read"], { videos: true });
    await preview();
    await userEvent.keyboard("e");
    const title = await screen.findByLabelText<HTMLInputElement>(
      new RegExp(`^${words.compose.youtube.title}`),
    );
    expect(screen.getByLabelText(words.compose.parts.description)).toBeTruthy();
    await userEvent.type(title, " now");
    await userEvent.click(button(w.edit.save));
    await waitFor(() => expect(on.sent("post_save")).toHaveLength(1));
    expect(on.sent("post_save")[0]).toMatchObject({
      content: { options: { title: "Flu season: what you can do now", privacy: "public" } },
    });
  });
});
