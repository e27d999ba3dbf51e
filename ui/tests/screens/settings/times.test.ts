// Settings, weekly times: a channel's week is read, typed, copied and saved; the closed days are kept by an administrator.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";

import { toasts } from "../../../src/kit/toasts.svelte";
import Settings from "../../../src/screens/Settings.svelte";
import { copied, readTimes, slotsOf, weekOf } from "../../../src/screens/settings/week";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.slots;
// Seven days of fields are much to search by name.
vi.setConfig({ testTimeout: 30_000 });
const times = (scene = {}, answers = {}) => stage(Settings, ["settings", "times"], scene, answers);
const edit = async () => userEvent.click(await screen.findByRole("button", { name: w.edit("Clinic on X") }));
const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole("button", { name }));
const field = (day: string) => within(screen.getByRole("group", { name: day })).getByRole("textbox");

beforeEach(() => toasts.dismiss(toasts.current?.id ?? -1));

test("a week is read from slots and told as slots, in order and once each", () => {
  const week = weekOf([
    { weekday: 7, time: "18:30" },
    { weekday: 1, time: "18:30" },
    { weekday: 1, time: "09:00" },
    { weekday: 1, time: "09:00" },
  ]);
  expect(week[0]).toEqual(["09:00", "18:30"]);
  expect(slotsOf(copied(week, 0, [1]))).toEqual([
    { weekday: 1, time: "09:00" },
    { weekday: 1, time: "18:30" },
    { weekday: 2, time: "09:00" },
    { weekday: 2, time: "18:30" },
    { weekday: 7, time: "18:30" },
  ]);
  expect(readTimes(" 9 18.30, 1930")).toEqual({ times: ["09:00", "18:30", "19:30"] });
  expect(readTimes("9 soon")).toEqual({ wrong: "soon" });
});

test("each channel shows its week and the next time that is free", async () => {
  times();
  const row = (await screen.findByText("Clinic on X")).closest("li") as HTMLElement;
  expect(row.textContent).toContain("18:30");
  await within(row).findByText(/^Next free: .*18:30$/);
});

test("times are added by Enter, removed, copied to other days, and saved", async () => {
  const on = times();
  await edit();
  await userEvent.type(field("Monday"), "9{Enter}930 18:15{Enter}");
  await press(w.takeOff("Monday", "09:30"));
  expect(document.activeElement).toBe(field("Monday"));
  await press(w.takeOff("Thursday", "18:30"));
  await userEvent.selectOptions(screen.getByLabelText(w.copyTo), w.weekend);
  await press(w.copyDo);
  // What stands in a field was meant, too.
  await userEvent.type(field("Friday"), "7.45");
  await press(words.kit.save);
  const slots = [
    { weekday: 1, time: "09:00" },
    { weekday: 1, time: "18:15" },
    { weekday: 2, time: "18:30" },
    { weekday: 5, time: "07:45" },
    { weekday: 6, time: "09:00" },
    { weekday: 6, time: "18:15" },
    { weekday: 7, time: "09:00" },
    { weekday: 7, time: "18:15" },
  ];
  await waitFor(() => expect(on.sent("slot_set")).toEqual([{ channel_id: "c-x", slots }]));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await screen.findByText("07:45");
});

test("what is no time is said at its day, and a refusal in the sheet", async () => {
  const on = times();
  on.answer("slot_set", () => {
    throw refusal("invalid", "Keep to 70 times a week at most.", "slots");
  });
  await edit();
  await userEvent.type(field("Monday"), "noon");
  await press(words.kit.save);
  expect((await screen.findByText(w.noTime("noon"))).getAttribute("role")).toBe("alert");
  expect(on.sent("slot_set")).toEqual([]);
  await userEvent.clear(field("Monday"));
  await press(words.kit.save);
  await screen.findByText(/Keep to 70 times/);
  expect(screen.getByRole("dialog")).toBeTruthy();
});

test("a clinic without a channel is led to one", async () => {
  times({ empty: true });
  const way = await screen.findByRole("link", { name: w.toChannels });
  expect(way.getAttribute("href")).toBe("#/settings/channels");
});

test("weekly times that can't be read say so, and the closed days stand all the same", async () => {
  times({ failing: new Set(["slot_list"]) });
  await screen.findByText(w.failed);
  await screen.findByText("Guru Nanak Jayanti");
});

test("an administrator closes days of the week and single days, and a removed one comes back", async () => {
  const on = times({ person: "p-anil" });
  const saturday = await screen.findByRole("checkbox", { name: "Saturday" });
  await userEvent.click(saturday);
  await waitFor(() => expect(on.sent("closed_day_set").at(-1)).toMatchObject({ weekdays: [6, 7] }));

  await userEvent.type(screen.getByLabelText(w.date), "christmas{Enter}");
  await screen.findByText(w.needDate);
  await userEvent.clear(screen.getByLabelText(w.date));
  await userEvent.type(screen.getByLabelText(w.date), "2026-12-25");
  await userEvent.type(screen.getByLabelText(new RegExp(w.label)), "Christmas{Enter}");
  await screen.findByText("Christmas");
  expect(on.sent("closed_day_set").at(-1)).toMatchObject({
    days: [{ date: "2026-11-25" }, { date: "2026-12-25", label: "Christmas" }],
  });

  await press(/^Remove .*25 November/);
  await waitFor(() => expect(screen.queryByText("Guru Nanak Jayanti")).toBeNull());
  await toasts.current?.undo?.();
  await screen.findByText("Guru Nanak Jayanti");
});

test("a refusal is said, and the box shows again what counts", async () => {
  const on = times({ person: "p-anil" });
  on.answer("closed_day_set", () => {
    throw refusal("invalid", "Leave one day of the week open; nothing could go out otherwise.", "weekdays");
  });
  const saturday = await screen.findByRole("checkbox", { name: "Saturday" });
  await userEvent.click(saturday);
  await screen.findByText(/Leave one day of the week open/);
  expect((screen.getByRole("checkbox", { name: "Saturday" }) as HTMLInputElement).checked).toBe(false);
});

test("whoever is no administrator reads the closed days and changes none", async () => {
  times({ person: "p-meera" });
  await screen.findByText(w.onlyAdmin);
  await screen.findByText("Guru Nanak Jayanti");
  expect((screen.getByRole("checkbox", { name: "Saturday" }) as HTMLInputElement).disabled).toBe(true);
  expect(screen.queryByLabelText(w.date)).toBeNull();
});
