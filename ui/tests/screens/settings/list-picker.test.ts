// Choosing the list that recipients go on: what is shown is what is chosen, and a name that is typed makes a list first.

import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { stage } from "../support";

const w = words.settings.recipients;
const opened = () => stage(Settings, ["settings", "recipients"], { person: "p-anil", messages: true });
const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));
const picked = () => screen.getByLabelText<HTMLSelectElement>(w.file.list);

const closed = () => waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

async function adding() {
  const on = opened();
  await press(w.add);
  await userEvent.type(await screen.findByLabelText(new RegExp(`^${w.sheet.number}`)), "+41 79 123 45 67");
  await userEvent.type(screen.getByLabelText(new RegExp(`^${w.sheet.on}`)), "2026-10-01");
  await userEvent.type(screen.getByLabelText(new RegExp(`^${w.sheet.how}`)), "Form");
  await userEvent.selectOptions(picked(), w.newList);
  return on;
}

async function upload(name: string) {
  const picker = document.querySelector<HTMLInputElement>("input[type=file]") as HTMLInputElement;
  await userEvent.upload(picker, new File(["Number\n"], name, { type: "text/csv" }));
  await screen.findByText(name);
  await screen.findByLabelText(w.file.list);
}

test("adding somebody while a list is named makes the list first, and puts them on it", async () => {
  const on = await adding();
  await userEvent.type(screen.getByLabelText(w.listName), "Open day");
  await press(w.sheet.save);
  await waitFor(() => expect(on.sent("recipient_add")).toMatchObject([{ list: "l-new" }]));
  await closed();
  expect(on.sent("recipient_list_save")).toEqual([{ id: null, name: "Open day" }]);
});

test("a list that is refused says so at its name, and nobody is added", async () => {
  const on = await adding();
  await userEvent.type(screen.getByLabelText(w.listName), "News of the clinic");
  await press(w.sheet.save);
  const why = "There is a list of this name already. Choose another name.";
  expect((await screen.findByText(why)).getAttribute("role")).toBe("alert");
  const field = screen.getByLabelText(w.listName);
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(field).toHaveProperty("value", "News of the clinic");
  expect(on.sent("recipient_add")).toEqual([]);
  await waitFor(() =>
    expect(screen.getByRole("button", { name: w.sheet.save }).getAttribute("aria-busy")).toBeNull(),
  );
});

test("Enter in the name of a list makes the list, and nothing else", async () => {
  const on = await adding();
  await userEvent.type(screen.getByLabelText(w.listName), "Open day{Enter}");
  await waitFor(() => expect(picked()).toHaveProperty("value", "l-new"));
  expect(screen.queryByLabelText(w.listName)).toBeNull();
  expect(on.sent("recipient_list_save")).toHaveLength(1);
  expect(on.sent("recipient_add")).toEqual([]);
});

test("a list that is being made is not made twice", async () => {
  const on = await adding();
  let made: () => void = () => undefined;
  on.answer("recipient_list_save", async (_, go) => {
    await new Promise<void>((done) => (made = done));
    return go();
  });
  await userEvent.type(screen.getByLabelText(w.listName), "Open day{Enter}");
  await press(w.sheet.save);
  expect(on.sent("recipient_add")).toEqual([]);
  made();
  await waitFor(() => expect(on.sent("recipient_add")).toMatchObject([{ list: "l-new" }]));
  await closed();
  expect(on.sent("recipient_list_save")).toHaveLength(1);
});

test("another file goes on the list that is still shown as chosen", async () => {
  const on = opened();
  await press(w.import);
  await upload("first.csv");
  await userEvent.selectOptions(picked(), "l-flu");
  await upload("second.csv");
  expect(picked()).toHaveProperty("value", "l-flu");
  await press(w.file.take(404, 1));
  await waitFor(() => expect(on.sent("recipient_file_take")).toMatchObject([{ list: "l-flu" }]));
  await closed();
});

test("a file is taken onto a list whose name was only typed, also when another file was chosen after it", async () => {
  const on = opened();
  await press(w.import);
  await upload("first.csv");
  await userEvent.selectOptions(picked(), w.newList);
  await userEvent.type(screen.getByLabelText(w.listName), "Open day");
  await upload("second.csv");
  expect(screen.getByLabelText(w.listName)).toHaveProperty("value", "Open day");
  await press(w.file.take(404, 1));
  await waitFor(() => expect(on.sent("recipient_file_take")).toMatchObject([{ list: "l-new" }]));
  await closed();
  expect(on.sent("recipient_list_save")).toEqual([{ id: null, name: "Open day" }]);
});

test("a file is not taken while the list for it is refused", async () => {
  const on = opened();
  await press(w.import);
  await upload("first.csv");
  await userEvent.selectOptions(picked(), w.newList);
  await press(w.file.take(404, 1));
  expect(await screen.findByText("Give the list a name.")).toBeTruthy();
  expect(on.sent("recipient_file_take")).toEqual([]);
});
