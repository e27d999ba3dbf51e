// A person's turn ends: by the lock, by leaving the clinic, by closing the window, by a notification of another clinic.
// What they wrote is saved before, while it is still known whose it is.

import { configure, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";

import { problem } from "../dev/fixtures/scenes";
import { session } from "../src/api";
import App from "../src/app/App.svelte";
import { route } from "../src/kit/route.svelte";
import { words } from "../src/words";
import { open } from "./fixture";

// Each of these opens the whole application.
vi.setConfig({ testTimeout: 20_000 });
configure({ asyncUtilTimeout: 5_000 });

const say = words.app;
let window: ReturnType<typeof open>;
afterEach(() => {
  window.close();
  session.set(undefined);
});

const asked = (name: string) => window.host.asked.filter((call) => call.name === name);
/** What was asked of these, in order. */
const order = (...names: string[]) =>
  window.host.asked.map(({ name }) => name).filter((name) => names.includes(name));
const rail = () => screen.findByRole("navigation", { name: say.rail.label });

/** Opens the application at a place. */
async function start(at: string, scene: Parameters<typeof open>[0] = {}) {
  location.hash = at;
  dispatchEvent(new HashChangeEvent("hashchange"));
  window = open({ person: "p-anil", ...scene });
  session.set(undefined);
  render(App);
  await rail();
}

/** Opens a draft and writes something that is not saved yet. */
async function write(scene: Parameters<typeof open>[0] = {}) {
  await start("#/compose/n1", scene);
  await userEvent.type(await screen.findByRole("textbox", { name: words.compose.parts.main }), " Last words");
}

describe("what is written is saved before", () => {
  it.each([say.bar.lock, say.bar.switchPerson])("“%s” in the menu", async (label) => {
    await write();
    await userEvent.click(screen.getByRole("button", { name: say.bar.signedIn("Anil Kumar") }));
    await userEvent.click(await screen.findByText(label));
    await waitFor(() => expect(asked("session_lock")).toHaveLength(1));
    expect(order("post_save", "session_lock")).toEqual(["post_save", "session_lock"]);
    expect(window.world.contents.get("n1")?.parts[0]?.text).toMatch(/ Last words$/);
  });

  it("the clinic is left", async () => {
    await write({ active: "practice" });
    await userEvent.click(screen.getByRole("button", { name: say.practice.leave }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.click(within(dialog).getByRole("button", { name: say.practice.leaveYes }));
    await waitFor(() => expect(asked("workspace_leave")).toHaveLength(1));
    expect(order("post_save", "workspace_leave")).toEqual(["post_save", "workspace_leave"]);
  });

  it("a notification turns the window to another clinic", async () => {
    await write({ active: "practice" });
    window.host.emit("goto", { workspace: "real", screen: "activity", post_id: null, conversation_id: null });
    await waitFor(() => expect(asked("workspace_open")).toHaveLength(1));
    expect(order("post_save", "workspace_open")).toEqual(["post_save", "workspace_open"]);
  });

  it.each([
    [words.app.closing.quit, "closing_quit"],
    [words.app.closing.keep, "closing_keep_running"],
  ])("“%s” is answered", async (label, answer) => {
    await write();
    window.host.emit("closing", { quits: false, ahead: 2 });
    await userEvent.click(await screen.findByRole("button", { name: label }));
    await waitFor(() => expect(asked(answer)).toHaveLength(1));
    expect(order("post_save", answer)).toEqual(["post_save", answer]);
  });

  it("the window goes away by itself, and the program is told", async () => {
    await write();
    window.host.emit("save", 7);
    await waitFor(() => expect(asked("closing_saved").map(({ request }) => request)).toEqual([{ turn: 7 }]));
    expect(order("post_save", "closing_saved")).toEqual(["post_save", "closing_saved"]);
  });

  it("and nothing is waited for where nothing was written", async () => {
    await start("#/settings/appearance");
    window.host.emit("save", 1);
    await waitFor(() => expect(asked("closing_saved")).toHaveLength(1));
    expect(asked("post_save")).toEqual([]);
  });
});

describe("a window that turns to another clinic", () => {
  it("asks who is signed in there, whoever was signed in before", async () => {
    await start("#/settings/appearance", { active: "practice" });
    const { act } = window.host;
    window.host.act = async (name, args) => {
      // At the other clinic nobody is.
      if (name === "workspace_open") window.world.person = null;
      return act(name, args);
    };
    window.host.emit("goto", { workspace: "real", screen: "activity", post_id: null, conversation_id: null });
    expect(await screen.findByLabelText(/^PIN of/)).toBeTruthy();
    expect(screen.queryByRole("navigation", { name: say.rail.label })).toBeNull();
    expect(session.person).toBeNull();
  });

  it("stays as it is, and says so, when the other can't be opened", async () => {
    await start("#/settings/appearance", { active: "practice" });
    const { act } = window.host;
    let broken = true;
    window.host.act = async (name, args) => {
      if (name === "workspace_open" && broken) throw problem("keychain_locked", "The keychain is locked.");
      return act(name, args);
    };
    window.host.emit("goto", { workspace: "real", screen: "activity", post_id: null, conversation_id: null });
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain(say.leadFailed);
    expect(alert.textContent).toContain("The keychain is locked.");
    await rail();
    expect([route.screen, session.person?.name]).toEqual(["settings", "Anil Kumar"]);

    broken = false;
    await userEvent.click(within(alert).getByRole("button", { name: words.kit.errors.retry }));
    await waitFor(() => expect(route.screen).toBe("activity"));
    expect(screen.queryByText(say.leadFailed)).toBeNull();
  });
});
