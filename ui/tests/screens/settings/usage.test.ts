// Settings, usage: rates with what they are made of, and where there is nothing to tell a rate of, a sentence; another span is
// read anew, and each platform's calls stand in a table of its own.

import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.usage;
vi.setConfig({ testTimeout: 30_000 });
const usage = (answers = {}) => stage(Settings, ["settings", "usage"], {}, answers);

test("rates are told as percent, with what they are made of", async () => {
  usage();
  const outcomes = (await screen.findByRole("heading", { name: w.outcomes })).closest("section");
  expect(outcomes?.textContent).toContain("97.5 %");
  expect(outcomes?.textContent).toContain("100 %");
  expect(outcomes?.textContent).toMatch(/Public\s*78/);
  expect(outcomes?.textContent).toMatch(/Missed\s*1/);
});

test("a span without a post has no rate, no cost and no call, and says so", async () => {
  const on = usage();
  await userEvent.click(await screen.findByRole("radio", { name: w.spans["1"] }));
  await screen.findByText(w.noRate);
  await screen.findByText(w.noCosts);
  await screen.findByText(w.noCalls);
  expect(on.sent("usage_get").at(-1)).toEqual({ days: 1 });
});

test("each platform's calls stand in a table of its own, those that failed with their share", async () => {
  usage();
  const table = await screen.findByRole("table", { name: w.table("X") });
  const row = within(table).getByRole("row", { name: /Publish a post/ });
  expect(row.textContent).toContain("1 (2 %)");
  expect(row.textContent).toContain("within 4 s");
  const facebook = screen.getByRole("table", { name: w.table("Facebook") });
  expect(within(facebook).getByRole("row", { name: /Read comments/ }).textContent).toContain(w.notSent(3));
  expect(within(facebook).getByRole("row", { name: /Publish a post/ }).textContent).toContain(w.bound(null));
});

test("what could not be read is said, and can be read again", async () => {
  let fails = true;
  usage({
    usage_get: (_request: never, go: () => Promise<unknown>) =>
      fails ? Promise.reject(refusal("disk", "The disk is full.")) : go(),
  });
  await screen.findByText(w.failed);
  fails = false;
  await userEvent.click(screen.getByRole("button", { name: words.kit.errors.retry }));
  await screen.findByRole("heading", { name: w.outcomes });
});
