// Settings, rules: hours are read and typed as people write them, everything is saved by an administrator and read by all.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import Settings from "../../../src/screens/Settings.svelte";
import { hoursOf, linesOf, readCount, readHours } from "../../../src/screens/settings/rules/hours";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.rules;
vi.setConfig({ testTimeout: 30_000 });
const rules = (scene = {}, answers = {}) => stage(Settings, ["settings", "rules"], scene, answers);
const administrator = { person: "p-anil" };
const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole("button", { name }));
const section = (title: string) =>
  screen.findByRole("heading", { name: title }).then((head) => head.closest("section") as HTMLElement);

test("hours are read as people write them, and what is none is named", () => {
  expect(readHours("9-12, 14:00 – 18.30")).toEqual({
    hours: [
      { from: "09:00", until: "12:00" },
      { from: "14:00", until: "18:30" },
    ],
  });
  expect(readHours("22–24")).toEqual({ hours: [{ from: "22:00", until: "24:00" }] });
  expect(readHours("")).toEqual({ hours: [] });
  for (const wrong of ["9", "17-9", "9-9", "9-12-14", "soon"])
    expect(readHours(wrong)).toHaveProperty("wrong");
  expect(hoursOf([{ weekday: 2, from: "09:00", until: "24:00" }])).toEqual([
    "",
    "09:00–24:00",
    "",
    "",
    "",
    "",
    "",
  ]);
  expect(readHours(hoursOf([{ weekday: 1, from: "09:00", until: "24:00" }])[0] ?? "")).toHaveProperty(
    "hours",
  );
});

test("a number is whole and more than none, and a list has an entry a line", () => {
  expect([" 3 ", "", "0", "-1", "1.5", "many"].map(readCount)).toEqual([
    3,
    null,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(linesOf(" a \n\n b\n")).toEqual(["a", "b"]);
});

test("each channel shows its hours and its limits, and one without a rule says so", async () => {
  rules(administrator);
  const pace = await section(w.pace.title);
  await within(pace).findByText("Clinic on X");
  expect(pace.textContent).toContain("09:00–12:00, 14:00–18:00");
  expect(pace.textContent).toContain(w.pace.most(3));
  expect(pace.textContent).toContain(w.pace.never);
  expect(pace.textContent).toContain(w.pace.anyTime);
});

test("hours, posts a day and the gap are typed, copied and saved", async () => {
  const on = rules(administrator);
  await press(w.pace.edit("Clinic on X"));
  const monday = await screen.findByRole("textbox", { name: w.pace.hours("Monday") });
  await userEvent.clear(monday);
  await userEvent.type(monday, "soon");
  await press(words.kit.save);
  await screen.findByText(w.pace.noHours("soon"));
  await waitFor(() => expect(document.activeElement).toBe(monday));
  await userEvent.clear(monday);
  await userEvent.type(monday, "8-20");
  await press(w.pace.copyAll);
  const gap = screen.getByRole("textbox", { name: new RegExp(w.pace.gapMinutes) });
  await userEvent.type(gap, "45");
  await press(words.kit.save);
  await waitFor(() => expect(on.sent("policy_set_pace")).toHaveLength(1));
  expect(on.sent("policy_set_pace")[0]).toMatchObject({
    windows: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: "08:00", until: "20:00" })),
    most_a_day: 3,
    gap_minutes: 45,
  });
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("what the core refuses stands at its field", async () => {
  rules(administrator);
  await press(w.pace.edit("Clinic on X"));
  const most = await screen.findByRole("textbox", { name: new RegExp(w.pace.mostADay) });
  await userEvent.clear(most);
  await userEvent.type(most, "500");
  await press(words.kit.save);
  await screen.findByText(/between 1 and 100 posts/);
});

test("repeats are saved as days or as no rule, and can be discarded before", async () => {
  const on = rules(administrator);
  const repeats = await section(w.repeats.title);
  const [same, across] = within(repeats).getAllByRole("textbox") as [HTMLElement, HTMLElement];
  expect(repeats.textContent).toContain(w.repeats.now(14, null));
  await userEvent.type(across, "x");
  await userEvent.click(within(repeats).getByRole("button", { name: words.settings.save }));
  await within(repeats).findByText(w.repeats.whole);
  await userEvent.click(within(repeats).getByRole("button", { name: words.settings.discard }));
  await userEvent.clear(same);
  await userEvent.type(across, "3");
  await userEvent.click(within(repeats).getByRole("button", { name: words.settings.save }));
  await waitFor(() =>
    expect(on.sent("policy_set_repeats")).toEqual([{ same_days: null, across_days: 3, near: true }]),
  );
  await waitFor(() => expect(repeats.textContent).toContain(w.repeats.now(null, 3)));
});

test("words and hosts are saved line by line, and what is refused stands at its list", async () => {
  const on = rules(administrator);
  const lists = await section(w.words.title);
  const allowed = within(lists).getByRole("textbox", { name: w.words.allowed });
  await userEvent.type(allowed, "painless");
  await userEvent.click(within(lists).getByRole("button", { name: words.settings.save }));
  await within(lists).findByText(/on both lists/);
  await userEvent.clear(allowed);
  await userEvent.type(allowed, "painless parking{Enter}");
  await userEvent.click(within(lists).getByRole("button", { name: words.settings.save }));
  await waitFor(() => expect(on.sent("policy_set_words")).toHaveLength(2));
  expect(on.sent("policy_set_words")[1]).toEqual({
    denied: ["guarantee*", "painless"],
    allowed: ["painless parking"],
    denied_hosts: ["bit.ly"],
    allowed_hosts: [],
  });
});

test("what is planned against a rule is listed, with the way to another time", async () => {
  rules(administrator);
  const outside = await section(w.outside.title);
  expect(outside.textContent).toContain("does not post on Saturdays");
  await userEvent.click(within(outside).getByRole("button"));
  await screen.findByRole("dialog");
});

test("whoever is no administrator reads the rules and changes none", async () => {
  rules({ person: "p-meera" });
  await section(w.pace.title);
  await screen.findByText(words.settings.readOnly);
  expect(screen.queryByRole("button", { name: w.pace.edit("Clinic on X") })).toBeNull();
  expect(screen.queryByRole("button", { name: words.settings.save })).toBeNull();
});

test("rules that can't be read say so, and can be read again", async () => {
  rules(administrator, {
    policy_get: () => {
      throw refusal("disk", "The disk does not answer.");
    },
  });
  await screen.findByText(w.failed);
});
