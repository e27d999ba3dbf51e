// The kit's parts, by what a reader and a screen reader get from them.

import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import type { DisplayState } from "../src/api/bindings/DisplayState";
import Field from "../src/kit/Field.svelte";
import Findings from "../src/kit/Findings.svelte";
import Kbd from "../src/kit/Kbd.svelte";
import StateGlyph from "../src/kit/StateGlyph.svelte";
import StateWord from "../src/kit/StateWord.svelte";
import { TOAST_MS, toast, toasts } from "../src/kit/toasts.svelte";
import Toasts from "../src/kit/Toasts.svelte";
import { words } from "../src/words";
import { pluralsOf } from "../src/words/plural";

const states = Object.keys(words.kit.states) as DisplayState[];

describe("the state vocabulary", () => {
  it("gives every state a shape of its own, apart from its colour", () => {
    const shapes = states.map(
      (state) => render(StateGlyph, { state }).container.querySelector("svg")?.innerHTML,
    );
    expect(new Set(shapes).size).toBe(states.length);
  });

  it("names a lone shape, and stays silent beside its word", () => {
    const { container, unmount } = render(StateGlyph, { state: "doubt" });
    expect(container.querySelector("svg")?.getAttribute("aria-label")).toBe("Checking");
    unmount();
    render(StateWord, { state: "doubt" });
    expect(screen.queryByRole("img")).toBeNull();
    expect(screen.getByText("Checking")).toBeTruthy();
  });
});

describe("what the checks say", () => {
  it("tells what sending costs, and nothing where nothing is charged", () => {
    const cost = "Sending this costs about $0.015 on X.";
    const { unmount } = render(Findings, {
      report: { counters: [], findings: [], cost, comments_not: null },
    });
    expect(screen.getByText(cost)).toBeTruthy();
    unmount();
    render(Findings, { report: { counters: [], findings: [], cost: null, comments_not: null } });
    expect(screen.queryByText(/costs/)).toBeNull();
  });
});

describe("a field", () => {
  it("ties label, help and error to its input", () => {
    render(Field, { label: "Name", help: "As posts show it", error: "A name is needed." });
    const input = screen.getByLabelText("Name");
    const described = (input.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent);
    expect(described).toEqual(["As posts show it", "A name is needed."]);
    expect(input.getAttribute("aria-invalid")).toBe("true");
  });
});

describe("a key hint", () => {
  it("is for eyes only", () => {
    const { container } = render(Kbd, { key: "Control+z" });
    expect(container.querySelector("kbd")?.textContent).toBe("Ctrl Z");
    expect(container.querySelector("kbd")?.getAttribute("aria-hidden")).toBe("true");
  });
});

describe("a toast", () => {
  it("is read out, can be undone, and leaves by itself", async () => {
    vi.useFakeTimers();
    const undo = vi.fn();
    const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime });
    render(Toasts);
    toast("Moved to Friday. Signature kept.", undo);
    await vi.advanceTimersByTimeAsync(0);
    expect(screen.getByText(/Signature kept/).closest('[aria-live="polite"]')).not.toBeNull();
    await user.click(screen.getByRole("button", { name: /Undo/ }));
    expect(undo).toHaveBeenCalledOnce();
    expect(toasts.current).toBeUndefined();

    toast("Cancelled.", undo);
    await vi.advanceTimersByTimeAsync(TOAST_MS + 10);
    expect(toasts.current).toBeUndefined();
    vi.useRealTimers();
  });
});

describe("numbers in sentences", () => {
  it("take the form that the language asks for", () => {
    expect(pluralsOf("en")(1, { one: "# post", other: "# posts" })).toBe("1 post");
    expect(pluralsOf("en")(1200, { one: "# post", other: "# posts" })).toBe("1,200 posts");
    expect(pluralsOf("pl")(3, { one: "# wpis", few: "# wpisy", many: "# wpisów", other: "# wpisu" })).toBe(
      "3 wpisy",
    );
  });
});
