// What comes late, when another post is open already: an undo, a picture, a sheet, the end of a discarding. Each is about
// the post that it began with.

import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { go, route } from "../../../src/kit/route.svelte";
import { toasts } from "../../../src/kit/toasts.svelte";
import Compose from "../../../src/screens/Compose.svelte";
import { words } from "../../../src/words";
import { refusal, stage, type Stage } from "../support";

const say = words.compose;
const anil = { person: "p-anil" };
const field = (name: string) => screen.findByRole<HTMLTextAreaElement>("textbox", { name });
const tab = (name: RegExp) => screen.findByRole("tab", { name });
const press = (init: KeyboardEventInit, target: Element = document.body) =>
  fireEvent(target, new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }));
const partsOf = (on: Stage, id: string) => on.world.contents.get(id)?.parts;

/** The batch of two posts, with the one on X open; every post of it holds the same picture. */
async function begin() {
  const on = stage(Compose, ["compose", "w1"], anil);
  const text = await field(say.parts.main);
  await waitFor(() => expect(text.value).toMatch(/^Short of breath/));
  return { on, text };
}

async function openOther() {
  await userEvent.click(await tab(/Lakeside/));
  await waitFor(async () => expect((await field(say.parts.main)).value).toMatch(/^Today is World/));
}

describe("an undo", () => {
  it("goes to the post that something was taken out of, whichever is open", async () => {
    const { on } = await begin();
    await userEvent.click(screen.getByRole("button", { name: say.pictures.remove("waves.jpg") }));
    await openOther();
    await toasts.current?.undo?.();
    press({ key: "s", ctrlKey: true });
    await waitFor(() => expect(partsOf(on, "w1")?.[0]?.media).toHaveLength(1));
    expect(partsOf(on, "w1")?.[0]?.text).toMatch(/^Short of breath/);
    expect(partsOf(on, "w2"), "nobody changed the other").toBeUndefined();
  });

  it("is kept when the screen was left before", async () => {
    const { on } = await begin();
    await userEvent.click(screen.getByRole("button", { name: say.pictures.remove("waves.jpg") }));
    go("compose");
    await waitFor(() => expect(partsOf(on, "w1")?.[0]?.media).toHaveLength(0));
    await toasts.current?.undo?.();
    await waitFor(() => expect(partsOf(on, "w1")?.[0]?.media).toHaveLength(1));
  });

  it("of following the shared text takes no newer words away", async () => {
    const { on, text } = await begin();
    await userEvent.click(await screen.findByRole("button", { name: say.shared.follow }));
    await waitFor(() => expect(text.value).toMatch(/^World COPD Day: what/));
    await userEvent.type(text, " Newer words.");
    await toasts.current?.undo?.();
    expect(text.value).toMatch(/ Newer words\.$/);
    expect((await field(words.kit.lost.mine)).value).toMatch(/^Short of breath/);
    expect(on.sent("post_follow")).toHaveLength(1);
  });
});

it("following that did not work is tried again, and nothing is sent for it", async () => {
  const { on, text } = await begin();
  let broken = true;
  on.answer("post_follow", (_, ask) => {
    if (broken) throw refusal("disk", "The disk is full.");
    return ask();
  });
  await userEvent.click(await screen.findByRole("button", { name: say.shared.follow }));
  const alert = (await screen.findByText("The disk is full.")).closest<HTMLElement>("[role=alert]");
  if (!alert) throw new Error("Nobody is told.");
  expect(alert.textContent).not.toContain(say.send.failed);
  broken = false;
  await userEvent.click(within(alert).getByRole("button", { name: words.kit.errors.retry }));
  await waitFor(() => expect(text.value).toMatch(/^World COPD Day: what/));
  expect(on.sent("post_submit")).toEqual([]);
});

it("a picture goes to the post that it was dropped on, however long it takes", async () => {
  const { on, text } = await begin();
  const slow: (() => void)[] = [];
  on.answer("media_import", async (_, ask) => {
    await new Promise<void>((there) => slow.push(there));
    return ask();
  });
  const file = new File([new Uint8Array([1])], "front.png", { type: "image/png" });
  const dataTransfer = { types: ["Files"], files: [file] };
  await fireEvent.drop(text.closest("[role=group]") as HTMLElement, { dataTransfer });
  await waitFor(() => expect(on.sent("media_import")).toHaveLength(1));
  await openOther();
  slow.forEach((there) => there());
  await waitFor(() => expect(partsOf(on, "w1")?.[0]?.media).toHaveLength(2), { timeout: 4000 });
  expect(partsOf(on, "w2")).toBeUndefined();
});

describe("a question", () => {
  it("goes away when a notification opens another post over it", async () => {
    await begin();
    press({ key: "v" });
    await screen.findByRole("dialog", { name: say.versions.title });
    go("compose", "w2");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("before a post is discarded names the post", async () => {
    await begin();
    await userEvent.click(screen.getByRole("button", { name: say.open.more }));
    await userEvent.click(await screen.findByText(say.discard.button));
    const sheet = await screen.findByRole("dialog", { name: say.discard.title });
    expect(within(sheet).getByText(/Short of breath on the stairs/)).toBeTruthy();
  });
});

describe("discarding", () => {
  async function discard() {
    await userEvent.click(screen.getByRole("button", { name: say.open.more }));
    await userEvent.click(await screen.findByText(say.discard.button));
    const sheet = await screen.findByRole("dialog", { name: say.discard.title });
    await userEvent.click(within(sheet).getByRole("button", { name: say.discard.yes }));
    return sheet;
  }

  it("keeps what is written when it does not work", async () => {
    const { on, text } = await begin();
    await userEvent.type(text, " Precious.");
    on.answer("post_discard", () => {
      throw refusal("disk", "The disk is full.");
    });
    const sheet = await discard();
    await within(sheet).findByRole("alert");
    expect(text.value).toMatch(/ Precious\.$/);
    await userEvent.keyboard("{Escape}");
    press({ key: "s", ctrlKey: true });
    await waitFor(() => expect(partsOf(on, "w1")?.[0]?.text).toMatch(/ Precious\.$/));
  });

  it("takes the post out of what Send all sends", async () => {
    const on = stage(Compose, ["compose"], anil);
    await userEvent.click(await screen.findByRole("radio", { name: say.from.blank }));
    await userEvent.click(await screen.findByRole("button", { name: new RegExp(say.blankStart.submit) }));
    await userEvent.type(await field(say.shared.text), "Ready.");
    press({ key: "s", ctrlKey: true });
    await screen.findByRole("button", { name: new RegExp(say.shared.sendAll(2)) });
    const shared = route.id;
    await userEvent.click(await tab(/lakeside_clinic/));
    await field(say.parts.main);
    await discard();
    await waitFor(() => expect(on.sent("post_discard")).toHaveLength(1));
    go("compose", shared);
    await screen.findByRole("button", { name: new RegExp(say.shared.sendAll(1)) });
    await userEvent.click(screen.getByRole("button", { name: new RegExp(say.shared.sendAll(1)) }));
    await waitFor(() => expect(on.sent("post_submit")).toHaveLength(1));
  });
});

describe("a shared text that somebody else changed", () => {
  it("can be read again when that did not work at first", async () => {
    const on = stage(Compose, ["compose"], anil);
    await userEvent.click(await screen.findByRole("radio", { name: say.from.blank }));
    await userEvent.click(await screen.findByRole("button", { name: new RegExp(say.blankStart.submit) }));
    const text = await field(say.shared.text);
    const id = route.id?.replace(/^shared-/, "") ?? "";
    on.world.batches.set(id, { origin: "blank", canonical: "Theirs", by: "Dr. Meera Rao" });
    let broken = true;
    on.answer("batch_get", (_, ask) => {
      if (broken) throw refusal("disk", "The disk can’t be read.");
      return ask();
    });
    await userEvent.type(text, "Mine");
    press({ key: "s", ctrlKey: true });
    const button = await screen.findByRole("button", { name: say.theirs.reload });
    broken = false;
    await userEvent.click(button);
    await waitFor(() => expect(text.value).toBe("Theirs"));
    expect((await field(words.kit.lost.mine)).value).toBe("Mine");
    expect(screen.queryByRole("button", { name: say.theirs.reload })).toBeNull();
  });
});
