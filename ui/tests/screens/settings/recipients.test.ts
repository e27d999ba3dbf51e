// Settings, recipients: found, added with their consent, taken in from a file, and stopped for good.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.settings.recipients;
const opened = (scene = {}) =>
  stage(Settings, ["settings", "recipients"], { person: "p-anil", messages: true, ...scene });
const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));

test("each recipient shows how they agreed, and is found by a part of the name", async () => {
  opened();
  expect(await screen.findByText(w.found(5))).toBeTruthy();
  const day = "Mon 5 Oct 2026";
  expect(
    screen.getAllByText(w.agreed(day, "Signed the form at reception", w.agreedTo.marketing)),
  ).toHaveLength(3);
  expect(screen.getByText(w.agreed(day, "Signed the form at reception", w.agreedTo.service))).toBeTruthy();
  expect(
    screen.getAllByText(`${w.proof("Consent folder, page 12")} · ${w.entered("Anil Kumar", day)}`),
  ).toHaveLength(3);
  await userEvent.type(screen.getByLabelText(w.search), "devika");
  expect(await screen.findByText(w.found(1))).toBeTruthy();
  expect(screen.getByText("Devika Menon")).toBeTruthy();
});

test("who says stop is asked about once, told that it can't be reversed, and has no button any more", async () => {
  const on = opened();
  const row = (await screen.findByText("Asha Nair")).closest("li") as HTMLElement;
  await userEvent.click(within(row).getByRole("button", { name: w.stopOf("Asha Nair") }));
  const sheet = await screen.findByRole("dialog");
  expect(within(sheet).getByText(w.stopText)).toBeTruthy();
  await userEvent.click(within(sheet).getByRole("button", { name: w.stopDo }));
  await waitFor(() => expect(on.sent("recipient_opt_out")).toEqual([{ id: "k1" }]));
  await waitFor(() => {
    const now = screen.getByText("Asha Nair").closest("li") as HTMLElement;
    expect(within(now).queryByRole("button", { name: w.stopOf("Asha Nair") })).toBeNull();
    expect(now.textContent).toContain(w.stopped);
  });
});

test("nobody is added without a record of consent, and what is typed stays", async () => {
  opened();
  await press(w.add);
  await userEvent.type(await screen.findByLabelText(new RegExp(`^${w.sheet.number}`)), "079 123 45 67");
  await press(w.sheet.save);
  expect(await screen.findByText("The day of the consent is missing.")).toBeTruthy();
  expect(screen.getByLabelText(new RegExp(`^${w.sheet.number}`))).toHaveProperty("value", "079 123 45 67");
});

test("a file is looked at first, each bad row is named, and it is taken onto a list", async () => {
  const on = opened();
  await press(w.import);
  const picker = document.querySelector<HTMLInputElement>("input[type=file]") as HTMLInputElement;
  await userEvent.upload(picker, new File(["Number\n"], "people.csv", { type: "text/csv" }));
  expect(await screen.findByText(/398 new recipients/)).toBeTruthy();
  expect(on.sent("recipient_file_check")).toEqual([{ file: btoa("Number\n") }]);
  expect(on.sent("recipient_file_take")).toEqual([]);
  expect(screen.getByText("203")).toBeTruthy();
  const take = screen.getByRole("button", { name: w.file.take(404, 1) });
  expect(screen.getByText(w.file.assumed(12))).toBeTruthy();
  expect(screen.getByText(/3 are known already · 3 known get a newer consent/)).toBeTruthy();
  expect(screen.getByText(w.file.lowered(1))).toBeTruthy();
  expect(screen.getByText(w.file.unread(["Town", "Date of birth"]))).toBeTruthy();
  expect(take).toHaveProperty("disabled", true);
  await userEvent.selectOptions(screen.getByLabelText(w.file.list), "l-flu");
  await waitFor(() => expect(take).toHaveProperty("disabled", false));
  await userEvent.click(take);
  await waitFor(() =>
    expect(on.sent("recipient_file_take")).toEqual([
      { file: btoa("Number\n"), list: "l-flu", seen: "4".repeat(64) },
    ]),
  );
});

test("a file that is none is refused with its reason", async () => {
  const on = opened();
  const message = "This is a spreadsheet, not a CSV file.";
  on.answer("recipient_file_check", () => {
    throw refusal("invalid", message, "file");
  });
  await press(w.import);
  const picker = document.querySelector<HTMLInputElement>("input[type=file]") as HTMLInputElement;
  await userEvent.upload(picker, new File(["PK"], "people.csv", { type: "text/csv" }));
  expect(await screen.findByText(message)).toBeTruthy();
  expect(screen.getByRole("button", { name: w.file.take(0, 0) })).toHaveProperty("disabled", true);
});

test("rows of one line are each shown, and a file of nothing but stops needs no list", async () => {
  const on = opened();
  const again = { line: 1, why: "There is no number." };
  const seen = {
    seen: "4".repeat(64),
    rows: 3,
    new: 0,
    known: 0,
    renewed: 0,
    lowered: 0,
    opt_outs: 1,
    assumed: 0,
    unread: [],
  };
  on.answer("recipient_file_check", () => ({ ...seen, problems: [again, again] }));
  await press(w.import);
  const picker = document.querySelector<HTMLInputElement>("input[type=file]") as HTMLInputElement;
  await userEvent.upload(picker, new File(["Number"], "people.csv", { type: "text/csv" }));
  expect(await screen.findAllByText(again.why)).toHaveLength(2);
  expect(screen.queryByLabelText(w.file.list)).toBeNull();
  await press(w.file.take(0, 1));
  await waitFor(() =>
    expect(on.sent("recipient_file_take")).toEqual([{ file: btoa("Number"), list: null, seen: seen.seen }]),
  );
});

test("the button for a file counts people and stops apart", () => {
  expect(w.file.take(404, 0)).toBe("Take 404 in");
  expect(w.file.take(404, 1)).toBe("Take 404 in, keep 1 stop");
  expect(w.file.take(0, 3)).toBe("Keep 3 stops");
  expect(w.file.taken(0, 0, 3)).toBe("3 stops are on record.");
  expect(w.file.taken(1, 0, 1)).toBe("1 recipient was taken in. 1 stop is on record.");
  expect(w.file.taken(0, 3, 0)).toBe("3 newer consents are on record.");
});

test("the stop of somebody who is no recipient is written down", async () => {
  const on = opened();
  await press(w.stopNumber);
  await userEvent.type(await screen.findByLabelText(new RegExp(`^${w.sheet.number}`)), "079 123 45 67");
  await press(w.stopDo);
  await waitFor(() => expect(on.sent("recipient_stop_number")).toEqual([{ number: "079 123 45 67" }]));
});

test("every button says whom it is about", async () => {
  opened();
  await screen.findByText("Asha Nair");
  const names = screen.getAllByRole("button").map((one) => one.getAttribute("aria-label") ?? one.textContent);
  expect(new Set(names).size).toBe(names.length);
});

test("somebody is added for service messages unless it is said that they agreed to marketing", async () => {
  const on = opened();
  await press(w.add);
  await userEvent.type(await screen.findByLabelText(new RegExp(`^${w.sheet.number}`)), "079 123 45 67");
  await userEvent.type(screen.getByLabelText(new RegExp(`^${w.sheet.on}`)), "2026-10-01");
  await userEvent.type(screen.getByLabelText(new RegExp(`^${w.sheet.how}`)), "Form");
  await press(w.sheet.save);
  await waitFor(() => expect(on.sent("recipient_add")).toMatchObject([{ consent_to: "service" }]));
});
