// Activity: filters ask the core, pages are put together, and the check of the record says what it found.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import Activity from "../../src/screens/Activity.svelte";
import { words } from "../../src/words";
import { refusal, stage } from "./support";

const w = words.activity;
const list = () => screen.getByRole("region", { name: w.list });
const rows = () => within(list()).queryAllByRole("link");
const everything = { correlation_id: null, denied_only: false, text: "" };

test("narrows by text, and by what was refused", async () => {
  const on = stage(Activity, ["activity"]);
  await waitFor(() => expect(rows()).toHaveLength(60));

  await userEvent.click(screen.getByRole("checkbox", { name: w.denied }));
  await waitFor(() => expect(rows()).toHaveLength(2));
  expect(on.sent("activity_list").at(-1)).toEqual({ ...everything, before: null, denied_only: true });
  expect(rows().every((row) => row.textContent?.includes(w.refused))).toBe(true);

  await userEvent.type(screen.getByRole("searchbox", { name: w.text }), "zebra{Enter}");
  await screen.findByText(w.nothing.title);
  await userEvent.click(screen.getByRole("button", { name: w.nothing.button }));
  await waitFor(() => expect(rows()).toHaveLength(60));
  expect(screen.getByRole<HTMLInputElement>("searchbox").value).toBe("");
});

test("older entries come on request, and stay when newer ones arrive", async () => {
  const on = stage(Activity, ["activity"]);
  await waitFor(() => expect(rows()).toHaveLength(60));
  await userEvent.click(screen.getByRole("button", { name: w.more }));
  await waitFor(() => expect(rows()).toHaveLength(78));
  expect(on.sent("activity_list").at(-1)).toEqual({ ...everything, before: 1284 - 59 });
  expect(screen.queryByRole("button", { name: w.more })).toBeNull();

  const asked = on.sent("activity_list").length;
  on.emit("changed", ["activity"]);
  await waitFor(() => expect(on.sent("activity_list").length).toBeGreaterThan(asked));
  expect(rows()).toHaveLength(78);
});

test("an entry opens the whole story of its post, from the first draft on", async () => {
  const on = stage(Activity, ["activity"]);
  await waitFor(() => expect(rows()).toHaveLength(60));
  await userEvent.click(
    within(list()).getByText("Changed, and added the flu line: the vaccine stock is in."),
  );
  const story = await screen.findByRole("region", { name: w.story.title });
  await waitFor(() => expect(within(story).getAllByRole("listitem")).toHaveLength(5));
  expect(on.sent("activity_list").at(-1)).toEqual({ ...everything, before: null, correlation_id: "corr-w2" });
  const [first] = within(story).getAllByRole("listitem");
  expect(first?.textContent).toContain("drafted posts from a theme");
  expect(within(story).getByText("Three weeks, not a month. Do not suggest inhalers.")).toBeTruthy();
});

test("an entry shows its facts and its hash", async () => {
  stage(Activity, ["activity", "1277"]);
  const alone = await screen.findByRole("region", { name: w.story.entry });
  expect(await within(alone).findByText("command.denied")).toBeTruthy();
  expect(within(alone).getByText("not_a_doctor")).toBeTruthy();
  expect(within(alone).getByText(w.fact.hash)).toBeTruthy();
});

test("the check says that the record is whole, or where it is broken", async () => {
  const on = stage(Activity, ["activity"]);
  await userEvent.click(screen.getByRole("button", { name: w.verify.button }));
  await screen.findByText(/All 1,284 entries fit/);

  on.answer("activity_verify", () => ({
    entries: 12,
    broken_at: 1225,
    sentence: "Entry 1225 is not what it was.",
    head: "c41f",
  }));
  await userEvent.click(screen.getByRole("button", { name: w.verify.button }));
  await screen.findByText(/Entry 1225 is not what it was/);
  await userEvent.click(screen.getByRole("link", { name: w.verify.showBroken }));
  await waitFor(() => expect(rows().some((row) => row.getAttribute("aria-current") === "true")).toBe(true));

  on.answer("activity_verify", () => {
    throw refusal("disk", "The disk could not be read.");
  });
  await userEvent.click(screen.getByRole("button", { name: w.verify.button }));
  expect((await screen.findByRole("alert")).textContent).toContain("The disk could not be read.");
});
