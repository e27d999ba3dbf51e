// Signing many posts from one sheet: each is shown, each is named by its digest, and one that changed is refused alone.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";

import type { PostSummary } from "../../../src/api/bindings/PostSummary";
import type { SignOutcome } from "../../../src/api/bindings/SignOutcome";
import { pinQuestion } from "../../../src/api/pin.svelte";
import { route } from "../../../src/kit/route.svelte";
import Review from "../../../src/screens/Review.svelte";
import { grouped } from "../../../src/screens/review/groups.svelte";
import { words } from "../../../src/words";
import { refusal, stage, type Instead } from "../support";

const w = words.review.together;
const digest = `7f3a91c2${"0".repeat(56)}`;
const sheet = () => screen.findByRole("dialog");
const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });

async function open() {
  const on = stage(Review, ["review", "w1"]);
  await screen.findByRole("article");
  await userEvent.keyboard("b");
  const dialog = await sheet();
  await waitFor(() => expect(within(dialog).getAllByRole("article")).toHaveLength(2));
  return { on, dialog };
}

test("every post of the group is shown, and each signature names the digest that is on the sheet", async () => {
  const { on, dialog } = await open();
  on.takePen();
  expect(
    within(dialog)
      .getAllByRole("checkbox")
      .map((box) => (box as HTMLInputElement).checked),
  ).toEqual([true, true]);
  await userEvent.click(button(w.sign(2)));
  await waitFor(() => expect(on.sent("post_sign")).toHaveLength(1));
  expect(on.sent("post_sign")).toEqual([
    {
      requests: [
        { post_id: "w1", manifest: digest },
        { post_id: "w2", manifest: digest },
      ],
    },
  ]);
  await waitFor(() => expect(within(dialog).getAllByText(words.kit.states.signed)).toHaveLength(2));
  expect(route.id).toBe("w3");
});

test("the PIN is asked for once, for all of them", async () => {
  const { on } = await open();
  await userEvent.click(button(w.sign(2)));
  await waitFor(() => expect(pinQuestion.current?.posts.map(({ id }) => id)).toEqual(["w1", "w2"]));
  on.world.penOut = true;
  pinQuestion.answer(true);
  await waitFor(() => expect(on.sent("post_sign")).toHaveLength(1));
});

test("what is not ticked is not signed", async () => {
  const { on, dialog } = await open();
  on.takePen();
  const [first] = within(dialog).getAllByRole("checkbox");
  if (first) await userEvent.click(first);
  await userEvent.click(button(w.sign(1)));
  await waitFor(() =>
    expect(on.sent("post_sign")).toEqual([{ requests: [{ post_id: "w2", manifest: digest }] }]),
  );
});

test("a post that changed meanwhile is refused alone, and can be read again", async () => {
  const { on, dialog } = await open();
  on.takePen();
  const said = "This post was changed while you were reading it.";
  on.answer("post_sign", async (_, go) => {
    const [first, second] = (await go()) as [SignOutcome, SignOutcome];
    on.world.find("w2").state = "waiting";
    return [first, { ...second, signed: null, refused: refusal("stale", said) }];
  });
  await userEvent.click(button(w.sign(2)));
  const alert = await within(dialog).findByRole("alert");
  expect(alert.textContent).toContain(w.notSigned);
  expect(alert.textContent).toContain(said);
  // The old version is gone from the sheet, so that nobody signs what they did not read.
  expect(within(dialog).queryByRole("article")).toBeNull();
  expect(within(dialog).queryByRole("checkbox")).toBeNull();
  const asked = on.sent("review_open").length;
  await userEvent.click(button(words.review.sheet.showNewer));
  await within(dialog).findByRole("article");
  expect(on.sent("review_open").slice(asked)).toContainEqual({ id: "w2" });
});

test("what can't be signed says why, and is not ticked", async () => {
  const review_open: Instead = async (request: { id: string }, go) => {
    const answer = (await go()) as object;
    return request.id === "w2" ? { ...answer, cannot_sign: "The text is too long for Facebook." } : answer;
  };
  const on = stage(Review, ["review", "w1"], {}, { review_open });
  on.takePen();
  await screen.findByRole("article");
  await userEvent.keyboard("b");
  const dialog = await sheet();
  await within(dialog).findByText("The text is too long for Facebook.");
  expect(within(dialog).getAllByRole("checkbox")).toHaveLength(1);
  expect(button(w.sign(1)).disabled).toBe(false);
});

test("who can't sign is not offered it", async () => {
  stage(Review, ["review", "w1"], { person: "p-anil" });
  await screen.findByRole("article");
  expect(screen.queryByRole("button", { name: words.review.queue.signAll(2) })).toBeNull();
  await userEvent.keyboard("b");
  expect(screen.queryByRole("dialog")).toBeNull();
});

describe("groups", () => {
  const post = (id: string, more: Partial<PostSummary>) =>
    ({ id, batch_id: null, theme: null, platform: "x", plan: null, ...more }) as PostSummary;
  const posts = [
    post("a", { platform: "facebook", batch_id: "b1", theme: "World COPD Day" }),
    post("b", {}),
    post("c", { batch_id: "b1", theme: "World COPD Day" }),
  ];
  const shape = (by: "due" | "platform" | "batch") =>
    grouped(by, posts).map((group) => [group.title, group.posts.map(({ id }) => id).join("")]);

  test("keep the order of the list; what has none of it comes last", () => {
    expect(shape("platform")).toEqual([
      ["Facebook", "a"],
      ["X", "bc"],
    ]);
    expect(shape("batch")).toEqual([
      ["World COPD Day", "ac"],
      [words.review.queue.noBatch, "b"],
    ]);
    expect(shape("due")).toEqual([[words.review.queue.noTime, "abc"]]);
  });

  test("the choice is kept for the person, and J goes on in its order", async () => {
    const kept: Instead = (request: { name: string }) => ({ name: request.name, value: "platform" });
    const on = stage(Review, ["review", "w1"], {}, { preference_get: kept });
    await screen.findByRole("article");
    const list = screen.getByRole("region", { name: words.review.queue.label });
    await waitFor(() =>
      expect(
        within(list)
          .getAllByRole("heading", { level: 2 })
          .map((one) => one.textContent?.trim()),
      ).toEqual(["X", "Facebook"]),
    );
    await userEvent.keyboard("j");
    await waitFor(() => expect(route.id).toBe("w4"));
    await userEvent.click(screen.getByRole("button", { name: /how the list is grouped/i }));
    await userEvent.click(await screen.findByRole("menuitem", { name: words.review.queue.by.batch }));
    await waitFor(() =>
      expect(on.sent("preference_set")).toEqual([{ name: "review.groups", value: "batch" }]),
    );
  });
});
