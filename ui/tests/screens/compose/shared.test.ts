// Beginning without a theme, one text for several channels, threads, hashtags and cut-outs.

import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Scene } from "../../../dev/fixtures/scenes";
import { go, route } from "../../../src/kit/route.svelte";
import { onKeydown } from "../../../src/kit/shortcuts.svelte";
import { toasts } from "../../../src/kit/toasts.svelte";
import Compose from "../../../src/screens/Compose.svelte";
import { words } from "../../../src/words";
import { open } from "../../fixture";

const say = words.compose;
let clinic: ReturnType<typeof open>;

function start(id?: string, scene: Partial<Scene> = {}) {
  clinic = open({ person: "p-anil", ...scene });
  go("compose", id);
  return render(Compose);
}

const asked = (name: string) => clinic.host.asked.filter((one) => one.name === name);
const field = (name: string) => screen.findByRole<HTMLTextAreaElement>("textbox", { name });
const press = (init: KeyboardEventInit, target: Element = document.body) =>
  fireEvent(target, new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }));
const tab = (name: RegExp) => screen.findByRole("tab", { name });
const textOf = (id: string) => clinic.world.contents.get(id)?.parts[0]?.text;

beforeEach(() => addEventListener("keydown", onKeydown));
afterEach(() => {
  removeEventListener("keydown", onKeydown);
  clinic.close();
});

/** Begins blank posts on both channels. */
async function blank() {
  start();
  await userEvent.click(await screen.findByRole("radio", { name: say.from.blank }));
  await userEvent.click(await screen.findByRole("button", { name: new RegExp(say.blankStart.submit) }));
  return field(say.shared.text);
}

describe("a blank text for several channels", () => {
  it("opens on what they share, saves it, and gives every post its own version", async () => {
    const text = await blank();
    expect(route.id).toBe("shared-b-blank-0");
    await userEvent.type(text, "Flu shots.");
    press({ key: "s", ctrlKey: true }, text);
    await waitFor(() => expect(textOf("b-blank-0-x")).toBe("Flu shots."));
    expect(textOf("b-blank-0-facebook")).toBe("Flu shots.");
    expect(asked("shared_save")[0]?.request).toMatchObject({ base: "", text: "Flu shots." });
    await userEvent.click(await tab(/lakeside_clinic/));
    expect((await field(say.parts.main)).value).toBe("Flu shots.");
    expect(screen.getByText(say.shared.following)).toBeTruthy();
  });

  it("is saved before another tab is opened, so that the post builds upon it", async () => {
    const text = await blank();
    await userEvent.type(text, "Not saved yet");
    await userEvent.click(await tab(/lakeside_clinic/));
    const post = await field(say.parts.main);
    expect(post.value).toBe("Not saved yet");
    await userEvent.type(post, ", now mine");
    press({ key: "s", ctrlKey: true }, post);
    expect(await screen.findByText(say.shared.ownText)).toBeTruthy();
    expect(screen.queryByText(say.theirs.title("Anil Kumar")), "nobody is in one's own way").toBeNull();
  });

  it("leaves a post alone that got its own words, until it follows again, with a way back", async () => {
    const text = await blank();
    await userEvent.type(text, "Shared");
    await userEvent.click(await tab(/lakeside_clinic/));
    const post = await field(say.parts.main);
    await userEvent.type(post, " and own");
    press({ key: "s", ctrlKey: true }, post);
    await screen.findByText(say.shared.ownText);
    await userEvent.click(screen.getByRole("button", { name: say.shared.followAgain }));
    await waitFor(() => expect(post.value).toBe("Shared"));
    expect(screen.getByText(say.shared.following)).toBeTruthy();
    await toasts.current?.undo?.();
    await waitFor(() => expect(post.value).toBe("Shared and own"));
  });

  it("shows what it is on each channel while one types, and offers a thread where it is too long", async () => {
    const text = await blank();
    await fireEvent.input(text, { target: { value: "Flu shots every day. ".repeat(20).trim() } });
    const rows = within(screen.getByRole("list", { name: say.shared.list }));
    expect(await rows.findByText(/419\/280/)).toBeTruthy();
    expect(rows.getByText(/419\/63,206/)).toBeTruthy();
    await userEvent.click(rows.getByRole("button", { name: say.shared.thread }));
    await waitFor(() => expect(clinic.world.contents.get("b-blank-0-x")?.parts).toHaveLength(2));
    expect(clinic.world.linked.has("b-blank-0-x"), "as a thread it says the same").toBe(true);
    expect(textOf("b-blank-0-x")).toMatch(/\(1\/2\)$/);
  });

  it("keeps mine when somebody else changed it meanwhile", async () => {
    const text = await blank();
    clinic.world.batches.set("b-blank-0", { origin: "blank", canonical: "Theirs", by: "Dr. Meera Rao" });
    await userEvent.type(text, "Mine");
    press({ key: "s", ctrlKey: true }, text);
    expect(await screen.findByText(say.shared.stale)).toBeTruthy();
    await waitFor(() => expect(text.value).toBe("Theirs"));
    expect((await field(words.kit.lost.mine)).value).toBe("Mine");
    await userEvent.click(screen.getByRole("button", { name: words.kit.lost.use }));
    press({ key: "s", ctrlKey: true }, text);
    await waitFor(() => expect(textOf("b-blank-0-x")).toBe("Mine"));
  });

  it("says that it is not saved, and why, and keeps it for the next time", async () => {
    start();
    clinic.close();
    const { unmount } = start(undefined, { failing: new Set(["shared_save"]) });
    await userEvent.click((await screen.findAllByRole("radio", { name: say.from.blank })).at(-1) as Element);
    await userEvent.click(
      (await screen.findAllByRole("button", { name: new RegExp(say.blankStart.submit) })).at(-1) as Element,
    );
    const text = (await screen.findAllByRole<HTMLTextAreaElement>("textbox", { name: say.shared.text })).at(
      -1,
    ) as HTMLTextAreaElement;
    await userEvent.type(text, "Kept");
    press({ key: "s", ctrlKey: true }, text);
    expect((await screen.findAllByText(say.save.failedTitle)).length).toBeGreaterThan(0);
    unmount();
  });

  it("sends every post that can be sent", async () => {
    const text = await blank();
    await userEvent.type(text, "Ready.");
    press({ key: "s", ctrlKey: true }, text);
    const button = await screen.findByRole("button", { name: new RegExp(say.shared.sendAll(2)) });
    await userEvent.click(button);
    await waitFor(() => expect(asked("post_submit")).toHaveLength(2));
    expect(clinic.world.find("b-blank-0-x").state).toBe("waiting");
  });

  it("asks for a channel, and makes one post where only one is chosen", async () => {
    start();
    await userEvent.click(await screen.findByRole("radio", { name: say.from.blank }));
    const boxes = await screen.findAllByRole<HTMLInputElement>("checkbox");
    for (const box of boxes) await userEvent.click(box);
    await userEvent.click(screen.getByRole("button", { name: new RegExp(say.blankStart.submit) }));
    expect(screen.getByText(say.from.needChannel)).toBeTruthy();
    await userEvent.click(boxes[0] as Element);
    await userEvent.click(screen.getByRole("button", { name: new RegExp(say.blankStart.submit) }));
    await waitFor(() => expect(asked("post_create")).toHaveLength(1));
    expect(asked("batch_begin")).toHaveLength(0);
  });
});

describe("a past post", () => {
  it("is found by its words and copied to the channels that are chosen", async () => {
    start();
    await userEvent.click(await screen.findByRole("radio", { name: say.from.past }));
    await userEvent.type(await screen.findByRole("searchbox", { name: say.past.find }), "nothing like it");
    expect(await screen.findByText(say.past.notFound)).toBeTruthy();
    await userEvent.clear(screen.getByRole("searchbox", { name: say.past.find }));
    const posts = await screen.findByRole("group", { name: say.past.list });
    await userEvent.click(within(posts).getAllByRole("radio")[0] as Element);
    const boxes = await screen.findAllByRole<HTMLInputElement>("checkbox");
    expect(
      boxes.filter((box) => box.checked),
      "the channel it went out on",
    ).toHaveLength(1);
    for (const box of boxes) if (!box.checked) await userEvent.click(box);
    await userEvent.click(screen.getByRole("button", { name: new RegExp(`^${say.past.submit}`) }));
    await waitFor(() => expect(asked("batch_copy")).toHaveLength(1));
    expect(await field(say.shared.text)).toBeTruthy();
  });
});

describe("a text that is too long for one post", () => {
  it("becomes a thread, numbered or not, and one again with Undo", async () => {
    start("n1");
    const text = await field(say.parts.main);
    const long = "Drink enough water today. ".repeat(15).trim();
    await fireEvent.input(text, { target: { value: long } });
    await userEvent.click(await screen.findByRole("button", { name: say.split.button }));
    expect((await field(say.parts.thread(1, 2))).value).toMatch(/\(1\/2\)$/);
    await waitFor(() => expect(screen.queryByRole("button", { name: say.split.button })).toBeNull());
    await toasts.current?.undo?.();
    expect((await field(say.parts.main)).value).toBe(long);
    await userEvent.click(await screen.findByRole("checkbox", { name: say.split.numbers }));
    await userEvent.click(screen.getByRole("button", { name: say.split.button }));
    expect((await field(say.parts.thread(1, 2))).value).not.toMatch(/\)$/);
    await userEvent.click(screen.queryByRole("checkbox", { name: say.split.numbers }) ?? document.body);
  });

  it("is not offered one where there are no threads", async () => {
    start("n2");
    const text = await field(say.parts.main);
    await fireEvent.input(text, { target: { value: "long ".repeat(14_000) } });
    await screen.findByText(say.send.toFix(1));
    expect(screen.queryByRole("button", { name: say.split.button })).toBeNull();
  });
});

describe("hashtags", () => {
  it("go to the end of the text, each of them once", async () => {
    start("n1");
    const text = await field(say.parts.main);
    await fireEvent.input(text, { target: { value: "Breathe. #copd" } });
    await userEvent.click(screen.getByRole("button", { name: say.tags.button }));
    await userEvent.click(await screen.findByRole("button", { name: say.tags.insertNamed("Lungs") }));
    await waitFor(() => expect(text.value).toBe("Breathe. #copd #LungHealth #BreatheEasy #WorldCOPDDay"));
    await waitFor(() => expect(document.activeElement).toBe(text));
  });

  it("are written down as a set, changed, and removed with a way back", async () => {
    start("n1");
    await userEvent.click(await screen.findByRole("button", { name: say.tags.button }));
    const sheet = within(await screen.findByRole("dialog", { name: say.tags.title }));
    await userEvent.type(sheet.getByRole("textbox", { name: say.tags.name }), "Autumn");
    await userEvent.click(sheet.getByRole("button", { name: say.tags.save }));
    expect(await sheet.findByText("Write at least one hashtag.")).toBeTruthy();
    await userEvent.type(sheet.getByRole("textbox", { name: say.tags.tags }), "leaves{Enter}");
    expect(await sheet.findByText("#leaves")).toBeTruthy();
    await userEvent.click(sheet.getByRole("button", { name: say.tags.remove("Autumn") }));
    await waitFor(() => expect(sheet.queryByText("#leaves")).toBeNull());
    await toasts.current?.undo?.();
    expect(await sheet.findByText("#leaves")).toBeTruthy();
  });
});

describe("a cut-out", () => {
  it("is chosen by key alone, kept with the picture, and undone", async () => {
    start("w2");
    await field(say.parts.main);
    await userEvent.click(screen.getByRole("button", { name: /^Crop/ }));
    const sheet = within(await screen.findByRole("dialog", { name: say.crop.title }));
    const frame = sheet.getByRole("application", { name: say.crop.frame });
    await fireEvent.keyDown(frame, { key: "-" });
    await fireEvent.keyDown(frame, { key: "ArrowLeft", shiftKey: true });
    await userEvent.click(sheet.getByRole("button", { name: say.crop.save }));
    expect(await screen.findByText(say.crop.marked)).toBeTruthy();
    press({ key: "s", ctrlKey: true });
    await waitFor(() => expect(clinic.world.contents.get("w2")?.parts[0]?.media[0]?.crop).toBeTruthy());
    const crop = clinic.world.contents.get("w2")?.parts[0]?.media[0]?.crop;
    expect(crop).toMatchObject({ x: 0, width: 952, height: 952 });
    await toasts.current?.undo?.();
    await waitFor(() => expect(screen.queryByText(say.crop.marked)).toBeNull());
  });

  it("takes the shape that is chosen", async () => {
    start("w2");
    await field(say.parts.main);
    await userEvent.click(screen.getByRole("button", { name: /^Crop/ }));
    const sheet = within(await screen.findByRole("dialog", { name: say.crop.title }));
    await userEvent.click(sheet.getByRole("radio", { name: "1:1" }));
    expect(sheet.getByText(new RegExp(say.crop.said(1200, 1200)))).toBeTruthy();
    await userEvent.click(sheet.getByRole("button", { name: say.crop.asIs }));
    expect(sheet.getByRole("button", { name: say.crop.whole })).toBeTruthy();
  });
});
