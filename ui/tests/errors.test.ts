// How an error is told: in the core's own sentence, with the rest behind Details.

import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { problem } from "../dev/fixtures/scenes";
import { apiError } from "../src/api";
import ErrorPanel from "../src/kit/ErrorPanel.svelte";
import { words } from "../src/words";

const told = words.kit.errors;

describe("an error on the screen", () => {
  it("speaks the core's sentence, and keeps the platform's words under Details", () => {
    const error = problem("disk", "The disk is full.", { detail: "SQLITE_FULL (13)" });
    render(ErrorPanel, { error, retry: () => undefined });
    expect(screen.getByRole("alert").textContent).toContain("The disk is full.");
    expect(screen.getByText("SQLITE_FULL (13)").closest("details")?.open).toBe(false);
  });

  it.each([
    ["internal", told.retry],
    ["disk", told.retry],
    ["stale", told.reload],
    ["not_found", told.home],
  ] as const)("offers for %s the one button that helps", (code, name) => {
    render(ErrorPanel, { error: problem(code, "So it is."), retry: () => undefined });
    expect(screen.getAllByRole("button").map((button) => button.textContent?.trim())).toEqual([name]);
  });

  it.each(["invalid", "not_allowed", "damaged"] as const)("offers no useless button for %s", (code) => {
    render(ErrorPanel, { error: problem(code, "So it is."), retry: () => undefined });
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("asks again when the button is pressed", async () => {
    const retry = vi.fn();
    render(ErrorPanel, { error: problem("internal"), retry });
    await userEvent.click(screen.getByRole("button"));
    expect(retry).toHaveBeenCalledOnce();
  });

  it("never shows an exception as the headline", () => {
    const error = apiError(new TypeError("undefined is not an object"));
    render(ErrorPanel, { error });
    expect(screen.getByText(told.internal)).toBeTruthy();
    expect(screen.getByText("undefined is not an object").closest("details")).not.toBeNull();
  });
});
