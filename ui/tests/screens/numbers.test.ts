// Numbers where posts are: beside the calendar and on its list, on the desk of Review, among past posts, and of a channel.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import type { NumbersGlanceAsk } from "../../src/api/bindings/NumbersGlanceAsk";
import Calendar from "../../src/screens/Calendar.svelte";
import Compose from "../../src/screens/Compose.svelte";
import Review from "../../src/screens/Review.svelte";
import Settings from "../../src/screens/Settings.svelte";
import { words } from "../../src/words";
import { refusal, stage } from "./support";

const w = words.numbers;
const scene = { counted: true, pieces: true, messages: true } as const;
vi.setConfig({ testTimeout: 30_000 });

const row = async (title: string) => (await screen.findByText(title)).closest("li") as HTMLElement;
const glanced = (on: { sent(name: string): unknown[] }) => on.sent("numbers_glance") as NumbersGlanceAsk[];

test("the list shows the numbers of what is public, asked for together", async () => {
  const on = stage(Calendar, ["queue"], scene);
  const thread = await row("Five questions to ask about a cough");
  await waitFor(() => expect(thread.textContent).toMatch(/1,840\s+Impressions/));
  expect((await row("We are open until eight today")).textContent).toContain(w.notYet);
  expect((await row("Parking behind the house")).textContent).toContain(w.noLonger);
  const untold = await row("A nurse for the evening");
  expect(untold.textContent).toContain(w.noNumber);
  expect(untold.textContent).not.toMatch(/\b0\s+Impressions/);
  const [first, ...more] = glanced(on);
  expect(more).toEqual([]);
  expect(first?.post_ids).toContain("cn-thread");
  expect(first?.post_ids).not.toContain("s1");
  expect(first?.post_ids).not.toContain("wa-sent");
});

test("the list stands where its numbers can't be read, and they are asked for again", async () => {
  let broken = true;
  stage(Calendar, ["queue"], scene, {
    numbers_glance: (_: never, go: () => Promise<unknown>) =>
      broken ? Promise.reject(refusal("disk", "The disk is full.")) : go(),
  });
  const said = await screen.findByText(w.glanceFailed);
  const thread = await row("Five questions to ask about a cough");
  broken = false;
  await userEvent.click(within(said).getByRole("button", { name: words.kit.errors.retry }));
  await waitFor(() => expect(thread.textContent).toMatch(/1,840\s+Impressions/));
  expect(screen.queryByText(w.glanceFailed)).toBeNull();
});

test("the post beside the calendar shows its numbers, and one that is not public shows none", async () => {
  const on = stage(Calendar, ["queue", "cn-reel"], scene);
  const numbers = await screen.findByRole("region", { name: w.title });
  expect(await within(numbers).findByRole("button", { name: w.means("Watch time") })).toBeTruthy();
  await userEvent.click(await screen.findByText("Flu shots: bring your old card"));
  await waitFor(() => expect(screen.queryByRole("region", { name: w.title })).toBeNull());
  expect(on.sent("post_numbers")).toEqual([{ id: "cn-reel" }]);
});

test("a chip of the calendar says its first number", async () => {
  stage(Calendar, ["calendar"], scene);
  const chip = () => document.querySelector('[data-entry="p1"]')?.textContent?.replace(/\s+/g, " ");
  await waitFor(() => expect(chip()).toContain("1,840 Views."), { timeout: 10_000 });
});

test("Review shows the numbers of what is out, and none of what waits", async () => {
  stage(Review, ["review", "p1"], scene);
  const numbers = await screen.findByRole("region", { name: w.title });
  expect(await within(numbers).findByRole("button", { name: w.means("Views") })).toBeTruthy();
});

test("Review asks for no numbers of what waits", async () => {
  const on = stage(Review, ["review", "w1"], scene);
  await screen.findByRole("region", { name: words.findings.title });
  expect(screen.queryByRole("region", { name: w.title })).toBeNull();
  expect(on.sent("post_numbers")).toEqual([]);
});

test("past posts show what they came to", async () => {
  stage(Compose, ["compose"], { ...scene, person: "p-anil" });
  await userEvent.click(await screen.findByRole("radio", { name: words.compose.from.past }));
  const list = await screen.findByRole("group", { name: words.compose.past.list });
  await waitFor(() => expect(list.textContent).toMatch(/12,406\s+Views/));
});

const following = (id: string, answers = {}) => {
  stage(Settings, ["settings", `channels:${id}`], { ...scene, person: "p-anil" }, answers);
  return screen.findByRole("region", { name: w.channel.title });
};

test("a channel shows its followers first, with their way and the totals, each over its own time", async () => {
  const region = await following("c-fb");
  await within(region).findByRole("button", { name: w.means("Followers") });
  const names = [...region.querySelectorAll("dt button")].map((one) => one.getAttribute("aria-label"));
  expect(names).toEqual([w.means("Followers"), w.means("Views 28 days"), w.means("Viewers 28 days")]);
  expect(region.textContent).toContain("2,412");
  expect(region.textContent).toContain("23,910");
  expect(within(region).getAllByRole("img")[0]?.getAttribute("aria-label")).toContain("2,412 on Fri 20 Nov");
  expect(within(region).getByText(/only once enough people/)).toBeTruthy();
  expect(within(region).getByText(/Of a video or a reel Facebook tells fewer/)).toBeTruthy();
  expect(region.textContent).toMatch(/Next .*08:30/);
});

test("a channel that was never read says when it is, and one without numbers says so once", async () => {
  const first = await following("c-ig");
  expect(await within(first).findByText(/asked for the first time/)).toBeTruthy();
  expect(within(first).getByText(new RegExp(w.first)).textContent).toContain("14:07");
  expect(first.querySelector("dl")).toBeNull();
});

test("a channel of messages has no numbers, and says so once", async () => {
  const region = await following("c-wa");
  expect(await within(region).findAllByText(/Messages have no numbers/)).toHaveLength(1);
});

test("a channel whose numbers can't be read says so, and the rest of its page stands", async () => {
  const region = await following("c-fb", {
    channel_numbers: () => Promise.reject(refusal("disk", "The disk is full.")),
  });
  expect(await within(region).findByText(w.channel.failed)).toBeTruthy();
  expect(screen.getByRole("region", { name: words.channel.calls })).toBeTruthy();
});
