// Settings, alerts: what goes on is shown with a way to it; an administrator keeps quiet hours and chooses what is told.

import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { settle } from "../../fixture";
import { refusal, stage } from "../support";

const w = words.alerts;
vi.setConfig({ testTimeout: 30_000 });
const alerts = (scene = {}, answers = {}) => stage(Settings, ["settings", "alerts"], scene, answers);
const administrator = { person: "p-anil" };
const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole("button", { name }));
const section = (title: string) =>
  screen.findByRole("heading", { name: title }).then((head) => head.closest("section") as HTMLElement);

test("what goes on leads to where something can be done, and what is over does not", async () => {
  alerts();
  const now = await section(w.now);
  const link = within(now).getByRole("link", { name: w.openOf("A post for LinkedIn is late") });
  expect(link.getAttribute("href")).toBe("#/compose/post-li");
  expect(within(now).getAllByRole("link")).toHaveLength(1);
  expect(now.textContent).toContain("The sign-in at Facebook ends soon");
});

test("where nothing goes on, the page says so", async () => {
  alerts({}, { alert_list: () => Promise.resolve([]) });
  await screen.findByText(w.none);
});

test("quiet hours are typed and kept, and a time that is none is named at its field", async () => {
  const on = alerts(administrator);
  await userEvent.click(await screen.findByRole("switch", { name: w.quietOn }));
  const until = screen.getByRole("textbox", { name: w.until_ });
  await userEvent.clear(until);
  await userEvent.type(until, "soon");
  await press(words.settings.save);
  await screen.findByText("Choose a time of the day.");
  expect(until.getAttribute("aria-invalid")).toBe("true");
  await userEvent.clear(until);
  await userEvent.type(until, "06:30");
  await press(words.settings.save);
  await vi.waitFor(() =>
    expect(on.sent("alert_settings_set").at(-1)).toEqual({
      quiet: { from: "21:00", until: "06:30" },
      rules: [],
    }),
  );
});

test("a kind is turned off at once, an emergency can't be, and what was not kept stands as it was", async () => {
  let refuse = false;
  const on = alerts(administrator, {
    alert_settings_set: (_request: never, go: () => Promise<unknown>) =>
      refuse ? Promise.reject(refusal("disk", "The disk is full.")) : go(),
  });
  const late = await screen.findByRole("switch", { name: /Late post/ });
  expect(screen.queryByRole("switch", { name: /Emergency/ })).toBeNull();
  await userEvent.click(late);
  await vi.waitFor(() =>
    expect(on.sent("alert_settings_set").at(-1)).toEqual({
      quiet: null,
      rules: [{ kind: "post_late", ways: [] }],
    }),
  );
  refuse = true;
  // The first answer is here before anything else is pressed.
  await settle(20);
  await userEvent.click(await screen.findByRole("switch", { name: /Sign-in ending/ }));
  await screen.findByText("The disk is full.");
  await vi.waitFor(() =>
    expect(screen.getByRole<HTMLInputElement>("switch", { name: /Sign-in ending/ }).checked).toBe(true),
  );
});

test("who does not administrate reads all of it and changes nothing", async () => {
  alerts();
  await screen.findByText(words.settings.readOnly);
  await screen.findByText(w.quietNever);
  expect(screen.queryAllByRole("switch")).toHaveLength(0);
});

test("how long an answer may take is typed with its unit, a refusal stands at its tier, and usual is one press away", async () => {
  const on = alerts(administrator);
  const form = await section(w.targets.title);
  const tier = (name: keyof typeof words.inbox.tiers) =>
    within(form).getByRole<HTMLInputElement>("textbox", { name: words.inbox.tiers[name] });
  expect([tier("life_at_risk").value, tier("same_day").value]).toEqual(["5", "8"]);
  expect(within(form).queryByRole("button", { name: w.targets.back })).toBeNull();
  const type = async (field: HTMLInputElement, text: string) => {
    await userEvent.clear(field);
    await userEvent.type(field, text);
  };
  const save = within(form).getByRole("button", { name: w.targets.save });
  await type(tier("same_day"), "half");
  await userEvent.click(save);
  await within(form).findByText(w.targets.whole);
  expect(on.sent("answer_target_set")).toHaveLength(0);
  await type(tier("same_day"), "4");
  await type(tier("life_at_risk"), "6");
  await userEvent.click(save);
  await within(form).findByText("Choose between 1 and 5 minutes.");
  expect(tier("life_at_risk").getAttribute("aria-invalid")).toBe("true");
  await type(tier("life_at_risk"), "2");
  await userEvent.click(save);
  await userEvent.click(await within(form).findByRole("button", { name: w.targets.back }));
  await vi.waitFor(() => expect(tier("same_day").value).toBe("8"));
  const sent = on.sent("answer_target_set") as { tiers: { tier: string; minutes: number }[] }[];
  expect(sent.slice(-2).map(({ tiers }) => tiers.map(({ minutes }) => minutes))).toEqual([
    [2, 60, 240, 2880],
    [5, 60, 480, 2880],
  ]);
});

test("opening hours are typed day by day, copied, and a time that is none is named at its day", async () => {
  const on = alerts(administrator);
  const form = await section(w.opening.title);
  const day = (index: number) =>
    within(form).getByRole<HTMLInputElement>("textbox", { name: words.slots.days[index] ?? "" });
  const save = within(form).getByRole("button", { name: w.opening.save });
  await userEvent.type(day(0), "nine to five");
  await userEvent.click(save);
  await vi.waitFor(() => expect(day(0).getAttribute("aria-invalid")).toBe("true"));
  expect(on.sent("opening_hours_set")).toHaveLength(0);
  await userEvent.clear(day(0));
  await userEvent.type(day(0), "9-12, 14-18");
  await userEvent.click(within(form).getByRole("button", { name: words.rules.pace.copy }));
  await userEvent.click(save);
  await vi.waitFor(() => expect(on.sent("opening_hours_set")).toHaveLength(1));
  const [{ windows }] = on.sent("opening_hours_set") as [{ windows: { weekday: number; from: string }[] }];
  expect(windows).toHaveLength(10);
  expect(windows.at(-1)).toEqual({ weekday: 5, from: "14:00", until: "18:00" });
  await vi.waitFor(() => expect(day(4).value).toBe("09:00–12:00, 14:00–18:00"));
  expect(day(5).value).toBe("");
});

test("when to be told of how often posts are seen is typed, and what is no number is named at its field", async () => {
  const on = alerts(administrator);
  const hours = await screen.findByRole("textbox", { name: w.numbers.unseen_hours });
  const save = () => userEvent.click(screen.getByRole("button", { name: w.numbers.save }));
  await userEvent.clear(hours);
  await userEvent.type(hours, "soon");
  await save();
  await screen.findByText(w.numbers.whole);
  expect(on.sent("alert_numbers_set")).toHaveLength(0);
  await userEvent.clear(hours);
  await userEvent.type(hours, "200");
  await save();
  await screen.findByText("Choose 1 to 168 hours.");
  expect(hours.getAttribute("aria-invalid")).toBe("true");
  await userEvent.clear(hours);
  await userEvent.type(hours, "12");
  await save();
  await vi.waitFor(() =>
    expect(on.sent("alert_numbers_set").at(-1)).toEqual({
      unseen_hours: 12,
      spike_times: 4,
      drop_times: 4,
    }),
  );
});

test("who may not change it reads when people are told of how often posts are seen", async () => {
  alerts();
  await screen.findByText(w.numbers.now(24, 4, 4));
});
