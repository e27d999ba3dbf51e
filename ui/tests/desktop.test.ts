// The desktop around the window: where notifications lead, what closing asks, and starting by itself.

import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { session } from "../src/api";
import App from "../src/app/App.svelte";
import { route } from "../src/kit/route.svelte";
import { open } from "./fixture";

let window: ReturnType<typeof open>;
beforeEach(() => {
  location.hash = "#/settings/appearance";
});
afterEach(() => window.close());

const asked = (name: string) => window.host.asked.filter((call) => call.name === name);
const started = () => vi.waitFor(() => expect(document.body.textContent).not.toBe(""));

async function start(scene: Parameters<typeof open>[0]) {
  window = open(scene);
  session.set(undefined);
  render(App);
  await started();
  await vi.waitFor(() => expect(session.current).toBeDefined());
}

describe("a click on a notification", () => {
  it("leads to the post", async () => {
    await start({});
    window.host.emit("goto", { workspace: "real", screen: "activity", post_id: "7", conversation_id: null });
    await vi.waitFor(() => expect([route.screen, route.id]).toEqual(["activity", "7"]));
    expect(asked("workspace_open")).toEqual([]);
  });

  it("opens the clinic that the post belongs to", async () => {
    await start({ active: "practice" });
    window.host.emit("goto", { workspace: "real", screen: "activity", post_id: null, conversation_id: null });
    await vi.waitFor(() => expect(route.screen).toBe("activity"));
    expect(asked("workspace_open").map(({ request }) => request)).toEqual([{ kind: "real" }]);
  });

  it("leads there after unlocking while nobody is signed in", async () => {
    await start({ person: null });
    window.host.emit("goto", { workspace: "real", screen: "activity", post_id: null, conversation_id: null });
    const pin = await screen.findByLabelText(/^PIN of/);
    expect(screen.queryByRole("navigation", { name: "Screens" })).toBeNull();
    await userEvent.type(pin, "1357{Enter}");
    await screen.findByRole("navigation", { name: "Screens" });
    expect(route.screen).toBe("activity");
  });
});

describe("closing while signed posts lie ahead", () => {
  it("says so, tells the program that it asks, and keeps running", async () => {
    await start({});
    window.host.emit("closing", { quits: false, ahead: 2 });
    await screen.findByText("2 signed posts go out only while Countersign runs.");
    expect(asked("closing_seen")).toHaveLength(1);
    await userEvent.click(screen.getByRole("button", { name: "Keep running" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(asked("closing_keep_running")).toHaveLength(1);
    expect(asked("closing_quit")).toEqual([]);
  });

  it("quits when that was chosen", async () => {
    await start({});
    window.host.emit("closing", { quits: false, ahead: 1 });
    await screen.findByText("1 signed post goes out only while Countersign runs.");
    await userEvent.click(screen.getByRole("button", { name: "Quit" }));
    await vi.waitFor(() => expect(asked("closing_quit")).toHaveLength(1));
  });

  it("asks over the lock as well", async () => {
    await start({});
    await userEvent.keyboard("{Control>}l{/Control}");
    await screen.findByText("Welcome back");
    window.host.emit("closing", { quits: true, ahead: 2 });
    const dialog = await screen.findByRole("dialog", { name: "Quit Countersign?" });
    expect(dialog.closest("[inert]")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Keep running" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(asked("closing_keep_running"), "the window was not to be closed").toEqual([]);
  });
});

describe("starting by itself", () => {
  it("is asked once, in a real clinic", async () => {
    window = open({});
    window.world.laptop.start_at_login = null;
    render(App);
    await userEvent.click(await screen.findByRole("button", { name: "Start by itself" }));
    await vi.waitFor(() => expect(screen.queryByText("Start with this laptop?")).toBeNull());
    expect(asked("laptop_start_at_login").map(({ request }) => request)).toEqual([{ wanted: true }]);
  });

  it("is a switch in the settings", async () => {
    location.hash = "#/settings/laptop";
    await start({});
    const box = await screen.findByRole("switch", { name: /Start Countersign/ });
    await userEvent.click(box);
    await vi.waitFor(() => expect(asked("laptop_start_at_login")).toHaveLength(1));
    await vi.waitFor(() => expect((box as HTMLInputElement).checked).toBe(true));
  });

  it("goes back when it could not be chosen, and is never asked in the practice clinic", async () => {
    location.hash = "#/settings/laptop";
    window = open({ active: "practice", failing: new Set(["laptop_start_at_login"]) });
    window.world.laptop.start_at_login = null;
    render(App);
    const box = await screen.findByRole("switch", { name: /Start Countersign/ });
    await userEvent.click(box);
    await screen.findByRole("alert");
    expect((box as HTMLInputElement).checked).toBe(false);
    expect(screen.queryByText("Start with this laptop?")).toBeNull();
  });
});
