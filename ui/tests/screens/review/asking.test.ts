// Words that are asked about, the text changed in place, and what did not work said by its name.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";

import type { Remark } from "../../../src/api/bindings/Remark";
import type { ReviewSheet } from "../../../src/api/bindings/ReviewSheet";
import { route } from "../../../src/kit/route.svelte";
import { anchorOf, selectedWords } from "../../../src/kit/preview/selection";
import Review from "../../../src/screens/Review.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.review;
const preview = () => screen.findByRole("article");
const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });
const textOf = (sheet: ReviewSheet) => sheet.post.content.parts[0]?.text ?? "";

/** Marks `from`…`to` in the text of a preview, as the pointer would. */
function mark(article: HTMLElement, wanted: string) {
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    const at = node.data.indexOf(wanted);
    if (at < 0 || node.parentElement?.closest("del")) continue;
    document.getSelection()?.setBaseAndExtent(node, at, node, at + wanted.length);
    document.dispatchEvent(new Event("selectionchange"));
    return;
  }
  throw new Error(`no ${wanted}`);
}

describe("words that are asked about", () => {
  test("marked in the preview, beside words that were removed, they are sent with their place in the text", async () => {
    const on = stage(Review, ["review", "w2"]);
    const article = await preview();
    await waitFor(() => expect(article.querySelector("del")).toBeTruthy());
    mark(article, "simple breathing");
    await screen.findByRole("button", { name: w.decide.changesAbout });
    await userEvent.keyboard("c");
    const field = await screen.findByLabelText(w.ask.changes.title);
    expect(screen.getByText("simple breathing")).toBeTruthy();
    await userEvent.type(field, "Say lung function.");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(on.sent("review_request_changes")).toHaveLength(1));
    const [sent] = on.sent("review_request_changes") as { anchor: { start: number; end: number } }[];
    const text = textOf((await on.rpc("review_open", { id: "w2" })) as ReviewSheet);
    const start = text.indexOf("simple breathing");
    expect(sent?.anchor).toEqual({ part: 0, start, end: start + 16, quote: "simple breathing" });
  });

  test("marked by the keyboard, or dropped again for the whole post", async () => {
    const on = stage(Review, ["review", "w1"]);
    await preview();
    await userEvent.keyboard("c");
    await userEvent.click(await screen.findByRole("button", { name: w.ask.pick.button }));
    const text = await screen.findByLabelText<HTMLTextAreaElement>(w.ask.pick.text);
    text.focus();
    text.setSelectionRange(0, 6);
    text.dispatchEvent(new Event("select"));
    await screen.findByText(text.value.slice(0, 6).trim(), { selector: ".quote" });
    await userEvent.click(button(w.ask.pick.whole));
    await screen.findByText(w.ask.pick.none);
    await userEvent.type(screen.getByLabelText(w.ask.changes.title), "Shorter.");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() =>
      expect(on.sent("review_request_changes")).toEqual([{ post_id: "w1", text: "Shorter.", anchor: null }]),
    );
  });

  test("are marked in place and numbered in the talk until somebody settles them", async () => {
    const on = stage(Review, ["review", "w1"]);
    await preview();
    const text = textOf((await on.rpc("review_open", { id: "w1" })) as ReviewSheet);
    const quote = text.slice(6, 15);
    on.world.talk.set("w1", [
      {
        id: "r-x",
        by: "Dr. Meera Rao",
        at: on.world.status().now,
        kind: "change_request",
        text: "Say this differently.",
        revision_number: 2,
        anchor: { part: 0, start: 6, end: 15, quote },
        resolution: "open",
        resolved_by: null,
        resolved: null,
      } satisfies Remark,
    ]);
    on.emit("changed", ["review"]);
    await waitFor(() => expect(document.querySelector("article mark")?.textContent).toBe(quote));
    expect(document.querySelector("article mark")?.getAttribute("data-asked")).toBe("1");
    const talk = screen.getByRole("region", { name: w.talk.title });
    expect(within(talk).getByRole("button", { name: new RegExp(w.talk.show) }).textContent).toContain("1");
    await userEvent.click(button(w.talk.settle));
    await waitFor(() => expect(document.querySelector("article mark")).toBeNull());
    expect(on.sent("review_resolve")).toEqual([{ id: "r-x", settled: true }]);
    await userEvent.click(await screen.findByRole("button", { name: w.talk.reopen }));
    await waitFor(() => expect(document.querySelector("article mark")).toBeTruthy());
  });

  test("that were changed since say so", async () => {
    stage(Review, ["review", "w2"]);
    await preview();
    await screen.findByText(w.talk.wordsChanged);
  });

  test("are found without what the preview says itself", () => {
    const root = document.createElement("div");
    const text = (of: string) => document.createTextNode(of);
    const part = Object.assign(document.createElement("div"), {});
    part.dataset.part = "2";
    const gone = document.createElement("del");
    gone.append("old ");
    const fold = document.createElement("p");
    fold.dataset.aside = "";
    fold.append("See more");
    const [first, last] = [text("Come at nine"), text(" or ten.")];
    part.append(gone, first, fold, last);
    root.append(part);
    document.body.append(root);
    document.getSelection()?.setBaseAndExtent(first, 5, last, 7);
    expect(selectedWords(root)).toEqual({ part: 2, start: 5, end: 19, quote: "at nine or ten" });
    document.getSelection()?.setBaseAndExtent(gone.firstChild ?? gone, 0, gone.firstChild ?? gone, 3);
    expect(selectedWords(root)).toBeUndefined();
    root.remove();
  });

  test("never begin or end with a space", () => {
    expect(anchorOf(0, "A cough for weeks", 1, 8)).toEqual({ part: 0, start: 2, end: 7, quote: "cough" });
    expect(anchorOf(0, "A cough", 1, 2)).toBeUndefined();
  });
});

describe("changing the text in place", () => {
  test("saves a version upon the one on the screen, and shows it", async () => {
    const on = stage(Review, ["review", "w1"]);
    on.takePen();
    await preview();
    const before = (await on.rpc("review_open", { id: "w1" })) as ReviewSheet;
    await userEvent.keyboard("e");
    const field = await screen.findByLabelText<HTMLTextAreaElement>(w.edit.text);
    await waitFor(() => expect(document.activeElement).toBe(field));
    await userEvent.type(field, " Ask us.");
    // What is being changed can't be signed as it was.
    expect(button(w.decide.sign).disabled).toBe(true);
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(screen.queryByLabelText(w.edit.text)).toBeNull());
    const [saved] = on.sent("post_save") as {
      base_revision: string;
      content: { parts: { text: string }[] };
    }[];
    expect(saved?.base_revision).toBe(before.post.revision_id);
    expect(saved?.content.parts[0]?.text).toBe(`${textOf(before)} Ask us.`);
    expect((await preview()).textContent).toContain("Ask us.");
    await waitFor(() => expect(button(w.decide.sign).disabled).toBe(false));
  });

  test("what was typed stays when somebody else was quicker, and after a look at another post", async () => {
    const on = stage(Review, ["review", "w1"]);
    await preview();
    await userEvent.keyboard("e");
    await userEvent.type(await screen.findByLabelText(w.edit.text), " More.");
    on.answer("post_save", () => {
      throw refusal("stale", "Somebody else changed this post meanwhile.");
    });
    await userEvent.click(button(w.edit.save));
    expect((await screen.findByRole("alert")).textContent).toContain(w.edit.safe);
    await userEvent.click(screen.getByLabelText(w.edit.text));
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByLabelText(w.edit.text)).toBeNull());
    await userEvent.keyboard("jk");
    await waitFor(() => expect(route.id).toBe("w1"));
    await preview();
    await userEvent.keyboard("e");
    expect((await screen.findByLabelText<HTMLTextAreaElement>(w.edit.text)).value).toMatch(/ More\.$/);
    await userEvent.click(button(w.edit.drop));
    await userEvent.keyboard("e");
    expect((await screen.findByLabelText<HTMLTextAreaElement>(w.edit.text)).value).not.toMatch(/ More\.$/);
  });

  test("a signed post has to be taken back first", async () => {
    stage(Review, ["review", "s1"]);
    await screen.findByRole("button", { name: w.signature.takeBack });
    await userEvent.keyboard("e");
    expect(screen.queryByLabelText(w.edit.text)).toBeNull();
  });
});

test("a signature that could not be taken back is not called a signature that did not work", async () => {
  const on = stage(Review, ["review", "s1"]);
  on.answer("approval_revoke", () => {
    throw refusal("invalid", "This post is going out right now.");
  });
  await userEvent.click(await screen.findByRole("button", { name: w.signature.takeBack }));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain(w.decide.failures.revoke.title);
  expect(alert.textContent).toContain(w.decide.failures.revoke.safe ?? "");
  expect(alert.textContent).not.toContain(w.decide.nothing);
});

test("posts that would expire unsigned are told of, above the list and on their rows", async () => {
  stage(Review, ["review", "w1"]);
  await preview();
  const list = screen.getByRole("region", { name: w.queue.label });
  expect(within(list).getByText(w.queue.expiring(2))).toBeTruthy();
  expect(within(list).getAllByText(w.queue.expires)).toHaveLength(2);
});
