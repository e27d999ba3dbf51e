// The way to the first signed post: what it shows to whom, where each step leads, and when it is out of the way.

import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";

import type { Scene } from "../../dev/fixtures/scenes";
import { shareStatus } from "../../src/api/status.svelte";
import SetupGuide from "../../src/kit/setup/SetupGuide.svelte";
import { open, settle } from "../fixture";

let window: ReturnType<typeof open>;
afterEach(() => {
  window.close();
  shareStatus(undefined);
});

async function guide(scene: Partial<Scene>, place: "today" | "settings" = "today") {
  window = open(scene);
  const data = window.world.status();
  shareStatus({
    data,
    error: undefined,
    loading: false,
    slow: false,
    reload: () => undefined,
    set: () => undefined,
  });
  render(SetupGuide, { place });
  await settle(20);
}

const card = () => screen.queryByRole("region", { name: "Set up my clinic" });

describe("the way to the first signed post", () => {
  it("names every step, says which are done, and has one way on", async () => {
    await guide({ setup: 3 });
    const rows = screen.getAllByRole("listitem");
    expect(rows).toHaveLength(7);
    expect(rows[0]?.textContent).toContain("Done:");
    expect(rows[3]?.textContent).toContain("To do:");
    expect(card()?.textContent).toContain("3 of 7 done");
    const links = screen.getAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).toEqual(["#/settings/channels"]);
  });

  it.each([
    [1, "#/settings/people"],
    [4, "#/compose"],
    [5, "#/compose/w1"],
    [6, "#/review/w1"],
  ])("leads after %d steps to the right place", async (done, address) => {
    await guide({ setup: done });
    expect(screen.getAllByRole("link")[0]?.getAttribute("href")).toBe(address);
  });

  it("tells who does what the person signed in may not do", async () => {
    await guide({ setup: 3, person: "p-anil" });
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.getByText("An administrator adds channels.")).toBeTruthy();
    expect(screen.getByText("A doctor signs.")).toBeTruthy();
  });

  it("is gone when all is done, and in the practice clinic", async () => {
    await guide({ setup: 7 });
    expect(card()).toBeNull();
    window.close();
    await guide({ setup: 3, active: "practice" });
    expect(card()).toBeNull();
    expect(window.host.asked.filter(({ name }) => name === "setup_get")).toHaveLength(0);
  });

  it("can be put away, and brought back in Settings", async () => {
    await guide({ setup: 3 });
    await userEvent.click(screen.getByRole("button", { name: "Put away" }));
    await settle(20);
    expect(card()).toBeNull();
    render(SetupGuide, { place: "settings" });
    await settle(20);
    await userEvent.click(screen.getByRole("button", { name: "Show it under Today again" }));
    await settle(20);
    expect(window.world.preferences.get("setup.guide")).toBe("here");
    render(SetupGuide, { place: "today" });
    await settle(20);
    expect(screen.getAllByRole("region", { name: "Set up my clinic" })).toHaveLength(2);
  });

  it("is whole in Settings once everything is done", async () => {
    await guide({ setup: 7 }, "settings");
    expect(within(card() as HTMLElement).getAllByRole("listitem")).toHaveLength(7);
    expect(card()?.textContent).toContain("The first post is signed.");
  });
});
