// What a key does, and where it must do nothing.

import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import Combobox from "../src/kit/Combobox.svelte";
import { narrow } from "../src/kit/narrow";
import { settle } from "./fixture";
import SheetOnSheet from "./parts/SheetOnSheet.svelte";
import SheetOver from "./parts/SheetOver.svelte";

describe("a key that decides", () => {
  it("works on the screen, once for a key that is held down", async () => {
    const sign = vi.fn();
    render(SheetOver, { sign });
    await userEvent.keyboard("a");
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "a", repeat: true, bubbles: true }));
    expect(sign).toHaveBeenCalledTimes(1);
  });

  it("does nothing while a text field has the cursor", async () => {
    const sign = vi.fn();
    render(SheetOver, { sign });
    await userEvent.type(screen.getByLabelText("Somewhere to write"), "a");
    expect(sign).not.toHaveBeenCalled();
  });

  it("does nothing behind a sheet, and works again when the sheet is gone", async () => {
    const sign = vi.fn();
    render(SheetOver, { sign });
    await userEvent.click(screen.getByRole("button", { name: "Open…" }));
    await settle(40);
    screen.getByRole("dialog").focus();
    await userEvent.keyboard("a");
    expect(sign).not.toHaveBeenCalled();
    await userEvent.keyboard("{Escape}");
    await settle(40);
    await userEvent.keyboard("a");
    expect(sign).toHaveBeenCalledTimes(1);
  });

  it("is left to the browser when Control is held with it", async () => {
    const sign = vi.fn();
    render(SheetOver, { sign });
    await userEvent.keyboard("{Control>}a{/Control}");
    expect(sign).not.toHaveBeenCalled();
  });
});

describe("a sheet", () => {
  it("has a name, takes the focus to its first field, and gives it back", async () => {
    render(SheetOver, { sign: () => undefined });
    const opener = screen.getByRole("button", { name: "Open…" });
    await userEvent.click(opener);
    await settle(40);
    expect(screen.getByRole("dialog", { name: "A question" })).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByLabelText("Answer"));
    await userEvent.keyboard("{Escape}");
    await settle(40);
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.activeElement).toBe(opener);
  });
});

describe("a sheet over a sheet", () => {
  const press = () => userEvent.keyboard("{Control>}{Enter}{/Control}");

  async function both() {
    const pressed = vi.fn();
    render(SheetOnSheet, { pressed });
    const lower = screen.getByRole("dialog", { name: "Lower" });
    await userEvent.click(screen.getByRole("button", { name: "Open upper" }));
    await settle(40);
    const upper = screen.getByRole("dialog", { name: "Upper" });
    upper.focus();
    return { pressed, lower, upper };
  }

  it("is the only one that can be reached, and gives the one below back", async () => {
    const { lower, upper } = await both();
    expect([lower, upper].map((sheet) => sheet.closest("[inert]") !== null)).toEqual([true, false]);
    await userEvent.keyboard("{Escape}");
    await settle(40);
    expect(screen.queryByRole("dialog", { name: "Upper" })).toBeNull();
    expect(lower.closest("[inert]")).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Open upper" }));
  });

  it("has its own keys, and the one below has none until it is gone", async () => {
    const { pressed, lower } = await both();
    await press();
    expect(pressed.mock.calls).toEqual([["upper"]]);
    await userEvent.keyboard("{Escape}");
    await settle(40);
    lower.focus();
    await press();
    expect(pressed.mock.calls).toEqual([["upper"], ["lower"]]);
  });

  it("keeps its keys when the one below goes first", async () => {
    const { pressed, upper } = await both();
    await userEvent.click(screen.getByRole("button", { name: "Close lower" }));
    await settle(40);
    upper.focus();
    await press();
    expect(pressed.mock.calls).toEqual([["upper"]]);
    await userEvent.keyboard("{Escape}");
    await settle(40);
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("a combobox", () => {
  const zones = ["Africa/Lagos", "America/New_York", "Asia/Colombo", "Asia/Kolkata", "Europe/London"];

  it("finds a place by part of its name, with or without the underscore", () => {
    expect(narrow(zones, "new york")).toEqual(["America/New_York"]);
    expect(narrow(zones, "asia k")).toEqual(["Asia/Kolkata"]);
    expect(narrow(zones, "lon")).toEqual(["Europe/London"]);
    expect(narrow(zones, "atlantis")).toEqual([]);
  });

  it("is worked by keys alone: type, move, take", async () => {
    render(Combobox, { label: "Time zone", value: "Europe/London", options: zones });
    const input = screen.getByRole<HTMLInputElement>("combobox", { name: "Time zone" });
    await userEvent.clear(input);
    await userEvent.type(input, "asia");
    expect(input.getAttribute("aria-expanded")).toBe("true");
    await userEvent.keyboard("{ArrowDown}");
    const active = document.getElementById(input.getAttribute("aria-activedescendant") ?? "");
    expect(active?.textContent?.trim()).toBe("Asia/Kolkata");
    await userEvent.keyboard("{Enter}");
    expect(input.value).toBe("Asia/Kolkata");
    expect(input.getAttribute("aria-expanded")).toBe("false");
  });

  it("says again what is chosen when something half typed is left", async () => {
    render(Combobox, { label: "Time zone", value: "Europe/London", options: zones });
    const input = screen.getByRole<HTMLInputElement>("combobox", { name: "Time zone" });
    await userEvent.type(input, "xyz");
    await userEvent.tab();
    expect(input.value).toBe("Europe/London");
  });
});
