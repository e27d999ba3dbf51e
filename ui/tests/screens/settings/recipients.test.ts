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
  expect(screen.getAllByText(w.agreed("2026-10-05", "Signed the form at reception"))).toHaveLength(5);
  await userEvent.type(screen.getByLabelText(w.search), "devika");
  expect(await screen.findByText(w.found(1))).toBeTruthy();
  expect(screen.getByText("Devika Menon")).toBeTruthy();
});

test("who says stop is asked about once, told that it can't be reversed, and has no button any more", async () => {
  const on = opened();
  const row = (await screen.findByText("Asha Nair")).closest("li") as HTMLElement;
  await userEvent.click(within(row).getByRole("button", { name: w.stop }));
  const sheet = await screen.findByRole("dialog");
  expect(within(sheet).getByText(w.stopText)).toBeTruthy();
  await userEvent.click(within(sheet).getByRole("button", { name: w.stopDo }));
  await waitFor(() => expect(on.sent("recipient_opt_out")).toEqual([{ id: "k1" }]));
  await waitFor(() => {
    const now = screen.getByText("Asha Nair").closest("li") as HTMLElement;
    expect(within(now).queryByRole("button", { name: w.stop })).toBeNull();
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
  const take = screen.getByRole("button", { name: w.file.take(405) });
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
  expect(screen.getByRole("button", { name: w.file.take(0) })).toHaveProperty("disabled", true);
});
