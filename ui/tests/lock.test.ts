// The lock: who is there, the PIN, and what locks by itself.

import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { session } from "../src/api";
import App from "../src/app/App.svelte";
import { touch, TOUCH_EVERY_MS } from "../src/app/touch";
import { open } from "./fixture";

let window: ReturnType<typeof open>;
beforeEach(() => {
  location.hash = "#/settings/appearance";
});
afterEach(() => window.close());

const pin = () => document.querySelector<HTMLInputElement>('input[type="password"]');
/** The lock is there, and the PIN can be typed. */
const ready = () => vi.waitFor(() => expect(document.activeElement).toBe(pin()));

describe("the lock", () => {
  it("lists the people, and unlocks with the PIN of the one chosen", async () => {
    window = open({ person: null });
    session.set(undefined);
    render(App);
    await ready();
    await userEvent.click(screen.getByRole("radio", { name: /Anil Kumar/ }));
    await userEvent.type(pin() as HTMLInputElement, "1357{Enter}");
    await vi.waitFor(() => expect(session.person?.name).toBe("Anil Kumar"));
    expect(window.host.asked).toContainEqual({
      name: "session_unlock",
      request: { person_id: "p-anil", pin: "1357" },
    });
  });

  it("prints the PIN beside the name in the practice clinic only", async () => {
    window = open({ person: null, active: "practice" });
    session.set(undefined);
    const practice = render(App);
    await ready();
    expect(practice.container.textContent).toContain("Practice PIN 2468");
    practice.unmount();
    window.close();

    window = open({ person: null, active: "real" });
    session.set(undefined);
    const real = render(App);
    await ready();
    expect(real.container.textContent).not.toContain("2468");
  });

  it("tells a wrong PIN in place and empties the field", async () => {
    window = open({ person: null });
    session.set(undefined);
    render(App);
    await ready();
    await userEvent.type(pin() as HTMLInputElement, "0000{Enter}");
    await vi.waitFor(() => expect(screen.getByRole("alert").textContent).toContain("That is not the PIN."));
    expect(pin()?.value).toBe("");
  });

  it("counts down after too many wrong PINs, shut until it is over", async () => {
    window = open({ person: null });
    session.set(undefined);
    render(App);
    await ready();
    for (let tries = 1; tries <= 3; tries++) {
      await userEvent.type(pin() as HTMLInputElement, "0000{Enter}");
      await vi.waitFor(() => {
        expect(window.world.wrongPins).toBe(tries);
        expect(pin()?.value).toBe("");
      });
    }
    await vi.waitFor(() =>
      expect(screen.getByRole("alert").textContent).toContain("Try again in 30 seconds."),
    );
    expect(pin()?.readOnly).toBe(true);
    const before = window.host.asked.length;
    vi.spyOn(Date, "now").mockReturnValue(Date.now() + 29_200);
    await vi.waitFor(() => expect(screen.getByRole("alert").textContent).toContain("Try again in 1 second."));
    expect(window.host.asked.filter(({ name }) => name === "session_unlock")).toHaveLength(3);
    expect(window.host.asked.length).toBe(before);
    vi.spyOn(Date, "now").mockReturnValue(Date.now() + 2_000);
    await vi.waitFor(() => expect(pin()?.readOnly).toBe(false));
    vi.restoreAllMocks();
  });

  it("covers the screen without throwing away what is on it", async () => {
    window = open();
    const { container } = render(App);
    await vi.waitFor(() => expect(container.querySelector("main h1")).not.toBeNull());
    const heading = container.querySelector("main h1");
    expect(heading?.textContent).toBe("Appearance");
    window.world.person = null;
    window.host.emit("session", window.world.session());
    await ready();
    const frame = heading?.closest("[inert]");
    expect(frame).not.toBeNull();
    expect(screen.getByRole("heading", { name: "Welcome back" })).toBeTruthy();

    await userEvent.type(pin() as HTMLInputElement, "2468{Enter}");
    await vi.waitFor(() => expect(session.person).not.toBeNull());
    expect(container.querySelector("main h1")).toBe(heading);
    await vi.waitFor(() => expect(heading?.closest("[inert]")).toBeNull());
  });
});

describe("the sign that somebody is there", () => {
  it("is given at most every twenty seconds", () => {
    window = open();
    vi.useFakeTimers({ toFake: ["performance"] });
    const tell = vi.fn();
    const stop = touch(tell);
    const key = () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "x", bubbles: true }));
    key();
    key();
    expect(tell).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(TOUCH_EVERY_MS);
    key();
    expect(tell).toHaveBeenCalledTimes(2);
    stop();
    vi.useRealTimers();
  });
});
