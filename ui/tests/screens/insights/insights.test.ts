// Insights: every channel by itself, statements with the posts that they were made from, too few posts said as such, a table behind
// each chart, and a report that is saved where somebody says.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import type { InsightComparison } from "../../../src/api/bindings/InsightComparison";
import { route } from "../../../src/kit/route.svelte";
import Insights from "../../../src/screens/Insights.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.insights;
vi.setConfig({ testTimeout: 30_000 });
const insights = (id?: string, scene = {}, answers = {}) => stage(Insights, ["insights", id], scene, answers);
const counted = { counted: true, pieces: true, messages: true };

test("each channel has a card of its own, with its own followers, posts and rates", async () => {
  insights(undefined, counted);
  const facebook = await screen.findByRole("region", { name: /Clinic page/ });
  expect(facebook.textContent).toContain("2,412");
  expect(facebook.textContent).toContain("97.8 %");
  expect(within(facebook).getByRole("img", { name: /^Followers/ })).toBeTruthy();
  expect(
    within(facebook).getByRole("img", { name: w.overview.publishedSays(91, "Clinic page") }),
  ).toBeTruthy();
  const message = screen.getByRole("region", { name: /WhatsApp/ });
  expect(message.textContent).toContain(w.overview.noneCounted);
  expect(within(message).queryByText(words.kit.chart.table)).toBeNull();
});

test("what is missing is a gap and a dash in the table, and no nought", async () => {
  insights(undefined, counted);
  const linkedin = await screen.findByRole("region", { name: /LinkedIn/ });
  const line = within(linkedin).getByRole("img", { name: /^Followers/ });
  const path = line.querySelector("path")?.getAttribute("d") ?? "";
  expect(path.match(/M/g)?.length).toBe(2);
  await userEvent.click(within(linkedin).getAllByText(words.kit.chart.table)[0] as HTMLElement);
  const table = await within(linkedin).findByRole("table");
  expect(within(table).getAllByText(words.kit.chart.none).length).toBeGreaterThan(0);
});

test("a statement unfolds the posts that it was made from, each leading to the calendar", async () => {
  const on = insights("channel:c-fb");
  const trend = await screen.findByRole("region", { name: w.channel.trend });
  await userEvent.click(within(trend).getByText(w.channel.evidence(91)));
  const table = await within(trend).findByRole("table", { name: w.channel.evidence(91) });
  const [first] = within(table).getAllByRole("link");
  expect(first?.getAttribute("href")).toMatch(/^#\/calendar\/in-c-fb-/);
  expect(on.sent("insights_compare").at(-1)).toEqual({
    channel_id: "c-fb",
    form: "post",
    metric: "views",
    age: "hours_48",
    days: 365,
  });
});

test("another number, age or span is asked for anew, of the same channel", async () => {
  const on = insights("channel:c-fb");
  await screen.findByRole("region", { name: w.channel.trend });
  await userEvent.selectOptions(screen.getByRole("combobox", { name: w.channel.number }), "reactions");
  await userEvent.click(screen.getByRole("radio", { name: w.channel.ages.days_7 }));
  await userEvent.click(screen.getByRole("radio", { name: w.spans["90"] }));
  await waitFor(() =>
    expect(on.sent("insights_compare").at(-1)).toEqual({
      channel_id: "c-fb",
      form: "post",
      metric: "reactions",
      age: "days_7",
      days: 90,
    }),
  );
  await userEvent.selectOptions(screen.getByRole("combobox", { name: w.channel.pick }), "c-x");
  await waitFor(() => expect(route.id).toBe("channel:c-x"));
});

test("too few posts are said as such, and make no statement", async () => {
  insights(
    "channel:c-x",
    {},
    {
      insights_compare: async (_request: never, go: () => Promise<unknown>) => {
        const told = (await go()) as InsightComparison;
        const posts = told.posts.slice(0, 3);
        const few = { says: "Not enough posts yet: 3 of 5.", enough: false, posts: [] };
        return {
          ...told,
          posts,
          trend: few,
          best: few,
          weakest: few,
          hours: [],
          themes: [],
          shows: [],
          months: [],
        };
      },
    },
  );
  const best = await screen.findByRole("region", { name: w.channel.best });
  expect(best.textContent).toContain("3 of 5");
  expect(within(best).queryByRole("table")).toBeNull();
  expect(screen.queryByRole("region", { name: w.channel.months })).toBeNull();
});

test("a channel whose posts are all too young says what comes when", async () => {
  insights("channel:c-ig", counted);
  await screen.findByText(w.channel.noneOld.title);
  expect(screen.getByText(/younger than 48 hours/)).toBeTruthy();
});

test("keys lead from one view to another, and the report is saved for the month that was chosen", async () => {
  const on = insights();
  await screen.findByRole("region", { name: /Clinic page/ });
  await userEvent.keyboard("3");
  await screen.findByRole("heading", { name: w.report.title });
  await userEvent.click(screen.getByRole("button", { name: w.report.csv }));
  // This month runs still, so the one before it is offered.
  await waitFor(() => expect(on.sent("insights_table_save")).toEqual([{ month: "2026-10" }]));
  await userEvent.selectOptions(screen.getByRole("combobox", { name: w.report.month }), "2026-11");
  expect(screen.getByText(w.report.running)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: w.report.print }));
  await waitFor(() => expect(on.sent("insights_page_save")).toEqual([{ month: "2026-11" }]));
});

test("a report that could not be saved says why", async () => {
  insights(
    "report",
    {},
    {
      insights_table_save: () => Promise.reject(refusal("disk", "It could not be saved there.")),
    },
  );
  await userEvent.click(await screen.findByRole("button", { name: w.report.csv }));
  await screen.findByText("It could not be saved there.");
});

test("what could not be read is said, and can be read again", async () => {
  let fails = true;
  insights(
    undefined,
    {},
    {
      insights_get: (_request: never, go: () => Promise<unknown>) =>
        fails ? Promise.reject(refusal("disk", "The disk is full.")) : go(),
    },
  );
  await screen.findByText(w.failed);
  fails = false;
  await userEvent.click(screen.getByRole("button", { name: words.kit.errors.retry }));
  await screen.findByRole("region", { name: /Clinic page/ });
});

test("without a channel there is a way to connect one", async () => {
  insights(undefined, { empty: true });
  await screen.findByText(w.none.title);
  expect(screen.getByRole("link", { name: w.none.connect })).toBeTruthy();
});
