// Compose, topics on X: what a search costs stands there before it is asked for, and a hit becomes a draft without its words.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect, test, vi } from "vitest";

import type { Topics } from "../../../src/api/bindings/Topics";
import Compose from "../../../src/screens/Compose.svelte";
import { author, inTheWay, themeOf, usual } from "../../../src/screens/compose/topics.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.discovery;
const say = words.compose;
vi.setConfig({ testTimeout: 30_000 });

async function opened(scene = {}, answers = {}, topic?: RegExp) {
  const on = stage(Compose, ["compose"], { person: "p-anil", ...scene }, answers);
  await userEvent.click(await screen.findByRole("radio", { name: say.from.found }));
  if (topic) await userEvent.click(await screen.findByRole("radio", { name: topic }));
  return on;
}
const search = () => screen.getByRole("button", { name: w.search });
const list = () => screen.findByRole("list", { name: w.hits });

test("what a search costs is said before, and asking again costs nothing", async () => {
  const on = await opened({}, {}, /^flu shots/);
  await screen.findByText(w.notSearched);
  expect(document.body.textContent).toContain("Up to 10 posts cost $0.05 to $0.15 on X");
  expect(document.body.textContent).toContain(w.today(200, 200));
  await userEvent.selectOptions(screen.getByRole("combobox", { name: w.most }), "25");
  expect(document.body.textContent).toContain("Up to 25 posts cost $0.125 to $0.375 on X");
  expect(on.sent("topic_search"), "looking asks nobody").toHaveLength(0);
  await userEvent.click(search());
  expect(within(await list()).getAllByRole("listitem")).toHaveLength(3);
  expect(on.sent("topic_search")).toEqual([
    { id: "t-flu", channel_id: "c-x", most: 25, older: false, pays: true },
  ]);
  await screen.findByText(w.paid(3));
  await waitFor(() => expect(document.body.textContent).toContain(w.today(197, 200)));
  await userEvent.click(search());
  await screen.findByText(w.free);
  await userEvent.click(screen.getByRole("button", { name: w.older }));
  await waitFor(async () => expect(within(await list()).getAllByRole("listitem")).toHaveLength(4));
  expect(on.sent("topic_search").at(-1)).toMatchObject({ older: true });
  expect(screen.queryByRole("button", { name: w.older })).toBeNull();
  const found = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  expect(found.violations).toEqual([]);
});

test("a hit becomes a draft on its topic, without its words", async () => {
  const on = await opened({}, {}, /^flu shots/);
  await userEvent.click(search());
  await userEvent.click(within(await list()).getByRole("button", { name: w.draftFrom("@ravi_n") }));
  await screen.findByText(w.source.title("@ravi_n"));
  const theme = screen.getByRole<HTMLInputElement>("textbox", { name: say.brief.theme });
  expect(theme.value).toBe("flu shots");
  await userEvent.click(screen.getByRole("button", { name: say.brief.submit }));
  await waitFor(() => expect(on.sent("hit_draft")).toHaveLength(1));
  const [sent] = on.sent("hit_draft");
  expect(sent).toMatchObject({ topic_id: "t-flu", channel_id: "c-x", hit_id: "1990000000000000008" });
  expect(JSON.stringify(sent)).not.toContain("pharmacies");
  expect(on.sent("batch_create")).toHaveLength(0);
});

test("somebody goes back from a draft to what was found, and opens a hit on X", async () => {
  const on = await opened({}, {}, /^flu shots/);
  await userEvent.click(search());
  await userEvent.click(within(await list()).getByRole("button", { name: w.draftFrom("@asha_writes") }));
  await userEvent.click(await screen.findByRole("button", { name: w.source.back }));
  await userEvent.click(within(await list()).getByRole("button", { name: w.openOf("@asha_writes") }));
  await waitFor(() =>
    expect(on.sent("link_open")).toEqual([{ url: "https://x.com/asha_writes/status/1990000000000000009" }]),
  );
});

test("a topic is written down, changed and removed", async () => {
  const on = await opened();
  await userEvent.click(await screen.findByRole("button", { name: w.add }));
  const field = await screen.findByRole("textbox", { name: w.words });
  await userEvent.type(field, "flu shots");
  await userEvent.click(screen.getByRole("button", { name: w.save }));
  await screen.findByText("There is a topic of these words already.");
  await userEvent.clear(field);
  await userEvent.type(field, "school lunches");
  await userEvent.click(screen.getByRole("button", { name: w.save }));
  await screen.findByRole("radio", { name: "school lunches", checked: true });
  await userEvent.click(screen.getByRole("button", { name: w.change("school lunches") }));
  await userEvent.selectOptions(await screen.findByRole("combobox", { name: w.language }), "hi");
  await screen.findByText(w.changedForgets);
  await userEvent.click(screen.getByRole("button", { name: w.save }));
  await screen.findByRole("radio", { name: /school lunches हिन्दी/ });
  expect(on.sent("topic_save").at(-1)).toMatchObject({ words: "school lunches", language: "hi" });
  await userEvent.click(screen.getByRole("button", { name: w.remove("school lunches") }));
  await waitFor(() => expect(screen.queryByRole("radio", { name: /school lunches/ })).toBeNull());
});

test("what is in the way is said, and keeps the button from being pressed", async () => {
  const on = await opened(
    {},
    { topic_search: () => Promise.reject(refusal("invalid", "Add credits in X’s console.")) },
    /^flu/,
  );
  await userEvent.click(search());
  await screen.findByText("Add credits in X’s console.");
  on.world.leftToSearch = 4;
  on.world.changed("discovery");
  await screen.findByText(w.notEnough);
  expect((search() as HTMLButtonElement).disabled).toBe(true);
});

test("a pause, a sign-in that is over, and no topic at all are said", async () => {
  const resting = await opened({ resting: true }, {}, /^flu/);
  await screen.findByText(new RegExp(w.pausedUntil));
  expect((search() as HTMLButtonElement).disabled).toBe(true);
  expect(resting.sent("topic_search")).toHaveLength(0);
});

test("without topics people are told what to write down", async () => {
  const none = async (_: never, go: () => Promise<unknown>) => ({ ...((await go()) as Topics), topics: [] });
  await opened({}, { topic_list: none });
  await screen.findByText(w.none);
  await screen.findByText(w.choose);
});

test("what stands in the way of a search, and through which account it goes", () => {
  const channel = (id: string, cannot: string | null, paused: object | null = null) =>
    ({ id, name: id, platform: "x", cannot, paused }) as never;
  const topics = (left_today: number) => ({ left_today }) as never;
  expect(usual([channel("a", "Nobody is signed in."), channel("b", null)])?.id).toBe("b");
  expect(usual([channel("a", "Nobody is signed in.")])?.id).toBe("a");
  expect(inTheWay(topics(9), channel("a", null), 10)).toBe("notEnough");
  expect(inTheWay(topics(10), channel("a", null), 10)).toBeUndefined();
  expect(inTheWay(topics(10), channel("a", null, {}), 10)).toBe("paused");
  expect(inTheWay(topics(10), channel("a", "No."), 10)).toBe("channel");
  expect(inTheWay(topics(10), undefined, 10)).toBe("channel");
  expect(themeOf("“sleep apnoea” #snoring")).toBe("sleep apnoea snoring");
  expect(author({ handle: null, name: null } as never, w.somebody)).toBe(w.somebody);
});
