// The compose screen, from a brief to what waits for the doctor.

import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Scene } from "../../../dev/fixtures/scenes";
import { go } from "../../../src/kit/route.svelte";
import { onKeydown } from "../../../src/kit/shortcuts.svelte";
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

beforeEach(() => addEventListener("keydown", onKeydown));
afterEach(() => {
  removeEventListener("keydown", onKeydown);
  clinic.close();
});

describe("beginning a batch", () => {
  it("starts from the clinic's defaults, with every connected channel chosen", async () => {
    start(undefined, { refused: true });
    expect(
      (
        (await screen.findByRole("textbox", {
          name: new RegExp(say.brief.offer),
        })) as unknown as HTMLInputElement
      ).value,
    ).toBe(clinic.world.clinic.offer);
    const boxes = screen.getAllByRole<HTMLInputElement>("checkbox");
    const connected = clinic.world.channels.map((channel) => channel.connection === "connected");
    expect(boxes.map((box) => box.checked)).toEqual(connected);
    expect(connected, "one of them is not connected").toContain(false);
  });

  it("asks for a theme at its field, and asks the core nothing before", async () => {
    start();
    const theme = await field(say.brief.theme);
    await userEvent.click(screen.getByRole("button", { name: say.brief.submit }));
    expect(screen.getByText(say.brief.needTheme).id).toBe(
      theme.getAttribute("aria-describedby")?.split(" ")[1],
    );
    expect(document.activeElement).toBe(theme);
    expect(asked("batch_create")).toHaveLength(0);
  });

  it("drafts with Ctrl+Enter and opens what was drafted, a tab a channel", async () => {
    start();
    const theme = await field(say.brief.theme);
    await userEvent.type(theme, "  World Asthma Day ");
    press({ key: "Enter", ctrlKey: true }, theme);
    expect(await screen.findAllByRole("tab"), "one for what they share, one a channel").toHaveLength(3);
    expect(asked("batch_create")[0]?.request).toMatchObject({ theme: "World Asthma Day", brand: "" });
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("World Asthma Day");
  });

  it("keeps a half filled form for whoever comes back", async () => {
    const { unmount } = start();
    await userEvent.type(await field(say.brief.theme), "Half a th");
    unmount();
    render(Compose);
    const again = (await field(say.brief.theme)) as unknown as HTMLInputElement;
    expect(again.value).toBe("Half a th");
    await userEvent.clear(again);
  });

  it("is calm about having nothing, and says what comes first", async () => {
    start(undefined, { empty: true });
    expect(await screen.findByText(say.brief.noChannels)).toBeTruthy();
    expect(screen.getByRole("link", { name: say.brief.toChannels }).getAttribute("href")).toBe(
      "#/settings/channels",
    );
    expect(await screen.findByText(say.recent.nothing)).toBeTruthy();
  });

  it("asks for a channel when none is chosen", async () => {
    start();
    await userEvent.type(await field(say.brief.theme), "World Asthma Day");
    for (const box of screen.getAllByRole("checkbox")) await userEvent.click(box);
    await userEvent.click(screen.getByRole("button", { name: say.brief.submit }));
    expect(screen.getByText(say.brief.needChannel)).toBeTruthy();
    expect(asked("batch_create")).toHaveLength(0);
  });
});

describe("writing", () => {
  it("saves upon the revision that is shown, and says when it has", async () => {
    start("n1");
    const text = await field(say.parts.main);
    await userEvent.type(text, "!");
    press({ key: "s", ctrlKey: true }, text);
    await waitFor(() =>
      expect(document.querySelector("[data-save]")?.getAttribute("data-save")).toBe("saved"),
    );
    expect(asked("post_save")[0]?.request).toMatchObject({ id: "n1", base_revision: "n1-r2" });
    expect(text.value, "what was typed is left alone").toMatch(/!$/);
  });

  it("saves what is not saved yet when the screen is left", async () => {
    const { unmount } = start("n1");
    await userEvent.type(await field(say.parts.main), " Last words");
    expect(asked("post_save")).toHaveLength(0);
    unmount();
    await waitFor(() => expect(clinic.world.contents.get("n1")?.parts[0]?.text).toMatch(/Last words$/));
  });

  it("keeps for the next time what could not be saved when it was left", async () => {
    const { unmount } = start("n1", { failing: new Set(["post_save"]) });
    await userEvent.type(await field(say.parts.main), " Unsaved");
    unmount();
    await waitFor(() => expect(asked("post_save")).toHaveLength(1));
    await tick();
    render(Compose);
    expect(await screen.findByText(say.theirs.left)).toBeTruthy();
    expect((await field(words.kit.lost.mine)).value).toMatch(/ Unsaved$/);
    await userEvent.click(screen.getByRole("button", { name: words.kit.lost.drop }));
    expect(screen.queryByText(say.theirs.left)).toBeNull();
  });

  it("shows somebody else's version, and keeps mine to copy or to use", async () => {
    start("n1");
    const text = await field(say.parts.main);
    clinic.world.numbers.set("n1", 7);
    await userEvent.type(text, " mine");
    press({ key: "s", ctrlKey: true }, text);
    expect(await screen.findByText(say.theirs.title("Anil Kumar"))).toBeTruthy();
    expect(text.value).not.toMatch(/mine$/);
    expect((await field(words.kit.lost.mine)).value).toMatch(/ mine$/);
    await userEvent.click(screen.getByRole("button", { name: words.kit.lost.use }));
    await waitFor(() => expect(text.value).toMatch(/ mine$/));
    press({ key: "s", ctrlKey: true }, text);
    await waitFor(() => expect(asked("post_save").at(-1)?.request).toMatchObject({ base_revision: "n1-r7" }));
  });

  it("says why it is not saved, and saves again on demand", async () => {
    start("n1", { failing: new Set(["post_save"]) });
    const text = await field(say.parts.main);
    await userEvent.type(text, " kept");
    press({ key: "s", ctrlKey: true }, text);
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain(say.save.failedTitle);
    await userEvent.click(within(alert).getByRole("button", { name: say.save.retry }));
    await waitFor(() => expect(asked("post_save")).toHaveLength(2));
    expect(text.value).toMatch(/ kept$/);
  });

  it("moves a post of a thread with Alt and an arrow, and the cursor with it", async () => {
    start("w4");
    const second = await field(say.parts.thread(2, 3));
    const words2 = second.value;
    second.focus();
    press({ key: "ArrowUp", altKey: true }, second);
    await waitFor(() => expect((document.activeElement as HTMLTextAreaElement).value).toBe(words2));
    expect(document.activeElement).toBe(await field(say.parts.thread(1, 3)));
  });

  it("adds a post to the thread with Alt+Enter, and takes it out again with a way back", async () => {
    start("w4");
    press({ key: "Enter", altKey: true }, await field(say.parts.thread(1, 3)));
    const fresh = await field(say.parts.thread(2, 4));
    await waitFor(() => expect(document.activeElement).toBe(fresh));
    expect(fresh.value).toBe("");
    await userEvent.click(screen.getByRole("button", { name: say.parts.remove(say.parts.thread(2, 4)) }));
    expect(await field(say.parts.thread(3, 3))).toBeTruthy();
  });

  it("offers a thread on X only, a link card on Facebook only", async () => {
    start("n2");
    await field(say.parts.main);
    expect(screen.queryByRole("button", { name: say.parts.addThread })).toBeNull();
    expect(screen.getByRole("textbox", { name: new RegExp(`^${say.parts.link}`) })).toBeTruthy();
  });

  it("changes nothing of a post that has gone out", async () => {
    start("p2");
    const text = await field(say.parts.main);
    expect(text.readOnly).toBe(true);
    expect(screen.getByText(say.locked.title)).toBeTruthy();
    expect(screen.queryByRole("button", { name: say.pictures.add })).toBeNull();
  });

  it("says when a post is not there any more, with one button", async () => {
    start("gone");
    expect(await screen.findByText(say.open.failed)).toBeTruthy();
    expect(screen.getAllByRole("button").map((button) => button.textContent?.trim())).toEqual([
      say.open.toStart,
    ]);
  });
});

describe("pictures", () => {
  const png = (name: string, type = "image/png") => new File([new Uint8Array([1])], name, { type });

  it("come by drop, and ask to be described", async () => {
    start("n1");
    const part = (await field(say.parts.main)).closest("[role=group]") as HTMLElement;
    const before = screen.queryAllByPlaceholderText(say.pictures.altPrompt).length;
    const dataTransfer = { types: ["Files"], files: [png("front.png")] };
    await fireEvent.drop(part, { dataTransfer });
    await waitFor(() =>
      expect(screen.getAllByPlaceholderText(say.pictures.altPrompt)).toHaveLength(before + 1),
    );
    expect(asked("media_import")).toHaveLength(1);
  });

  it("that are none are named, and the others still come", async () => {
    start("n1");
    const part = (await field(say.parts.main)).closest("[role=group]") as HTMLElement;
    const dataTransfer = {
      types: ["Files"],
      files: [png("letter.docx", "application/msword"), png("front.png")],
    };
    await fireEvent.drop(part, { dataTransfer });
    expect(await screen.findByText(say.pictures.notPicture("letter.docx"))).toBeTruthy();
    await waitFor(() => expect(asked("media_import")).toHaveLength(1));
  });
});

describe("sending for review", () => {
  it("saves first, then sends, with Ctrl+Enter", async () => {
    start("n1");
    const text = await field(say.parts.main);
    await userEvent.type(text, " Ready.");
    press({ key: "Enter", ctrlKey: true }, text);
    expect(await screen.findByRole("button", { name: say.send.open })).toBeTruthy();
    const order = clinic.host.asked
      .map(({ name }) => name)
      .filter((name) => /^post_(save|submit)$/.test(name));
    expect(order).toEqual(["post_save", "post_submit"]);
    expect(clinic.world.contents.get("n1")?.parts[0]?.text).toMatch(/ Ready\.$/);
  });

  it("sends nothing that is not saved", async () => {
    start("n1", { failing: new Set(["post_save"]) });
    const text = await field(say.parts.main);
    await userEvent.type(text, " Ready.");
    press({ key: "Enter", ctrlKey: true }, text);
    expect(await screen.findByText(say.send.failed)).toBeTruthy();
    expect(asked("post_submit")).toHaveLength(0);
  });

  it("waits while something has to be fixed, and says how much", async () => {
    start("n1");
    const text = await field(say.parts.main);
    await fireEvent.input(text, { target: { value: "long ".repeat(80) } });
    expect(await screen.findByText(say.send.toFix(1))).toBeTruthy();
    const button = screen.getByRole<HTMLButtonElement>("button", { name: say.send.button });
    expect(button.disabled).toBe(true);
    press({ key: "Enter", ctrlKey: true }, text);
    await tick();
    expect(asked("post_submit")).toHaveLength(0);
  });
});

describe("versions", () => {
  it("show what changed since, and bring one back as the newest", async () => {
    start("w2");
    const text = await field(say.parts.main);
    press({ key: "v" });
    const sheet = await screen.findByRole("dialog", { name: say.versions.title });
    expect((await within(sheet).findByText("month")).localName).toBe("del");
    expect(within(sheet).getByText("weeks").localName).toBe("ins");
    await userEvent.click(within(sheet).getByRole("button", { name: say.versions.back }));
    await waitFor(() => expect(text.value).toContain("a month"));
    await waitFor(() => expect(asked("post_save")).toHaveLength(1));
  });
});

describe("discarding", () => {
  it("asks first, and then leaves nothing to be saved", async () => {
    start("n1");
    await userEvent.type(await field(say.parts.main), " more");
    await userEvent.click(screen.getByRole("button", { name: say.open.more }));
    await userEvent.click(await screen.findByText(say.discard.button));
    const sheet = await screen.findByRole("dialog", { name: say.discard.title });
    await userEvent.click(within(sheet).getByRole("button", { name: say.discard.yes }));
    expect(await screen.findByRole("heading", { name: say.title })).toBeTruthy();
    expect(asked("post_discard")).toHaveLength(1);
    expect(asked("post_save")).toHaveLength(0);
  });
});
