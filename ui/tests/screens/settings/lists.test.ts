// Settings, recipients: the lists are made, renamed and removed in one sheet.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import Settings from "../../../src/screens/Settings.svelte";
import { words } from "../../../src/words";
import { stage } from "../support";

const w = words.settings.recipients;

async function opened(scene = {}) {
  const on = stage(Settings, ["settings", "recipients"], { person: "p-anil", messages: true, ...scene });
  await userEvent.click(await screen.findByRole("button", { name: w.lists }));
  return { on, sheet: await screen.findByRole("dialog", { name: w.listsTitle }) };
}

test("a list gets another name, and a name that is taken is refused at its field", async () => {
  const { on, sheet } = await opened();
  expect(within(sheet).getByText(w.listCount(214, 3))).toBeTruthy();
  await userEvent.click(within(sheet).getByRole("button", { name: w.listRenameOf("News of the clinic") }));
  const name = within(sheet).getByLabelText(w.listNameOf("News of the clinic"));
  expect(name).toHaveProperty("value", "News of the clinic");
  await userEvent.clear(name);
  await userEvent.type(name, "flu vaccine 2026{Enter}");
  expect(
    await within(sheet).findByText("There is a list of this name already. Choose another name."),
  ).toBeTruthy();
  await userEvent.clear(name);
  await userEvent.type(name, "Letters");
  await userEvent.click(within(sheet).getByRole("button", { name: words.kit.save }));
  await waitFor(() =>
    expect(on.sent("recipient_list_save").at(-1)).toEqual({ id: "l-news", name: "Letters" }),
  );
  expect(await within(sheet).findByText("Letters")).toBeTruthy();
});

test("a list is removed only after it was said what that leaves as it is", async () => {
  const { on, sheet } = await opened();
  await userEvent.click(within(sheet).getByRole("button", { name: w.listRemoveOf("Flu vaccine 2026") }));
  const asked = await screen.findByRole("dialog", { name: w.listRemoveTitle("Flu vaccine 2026") });
  expect(within(asked).getByText(w.listRemoveText)).toBeTruthy();
  expect(on.sent("recipient_list_remove")).toEqual([]);
  await userEvent.click(within(asked).getByRole("button", { name: w.listRemoveDo }));
  await waitFor(() => expect(on.sent("recipient_list_remove")).toEqual([{ id: "l-flu" }]));
  const again = await screen.findByRole("dialog", { name: w.listsTitle });
  await waitFor(() => expect(within(again).queryByText("Flu vaccine 2026")).toBeNull());
  expect(screen.getByText("Devika Menon")).toBeTruthy();
  const filter = screen.getByLabelText(w.list);
  await waitFor(() => expect(within(filter).queryByText(/Flu vaccine/)).toBeNull());
});

test("a list that is removed while it narrows the page does so no more", async () => {
  const on = stage(Settings, ["settings", "recipients"], { person: "p-anil", messages: true });
  await screen.findByRole("option", { name: "News of the clinic (86)" });
  await userEvent.selectOptions(screen.getByLabelText(w.list), "l-news");
  expect(await screen.findByText(w.found(1))).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: w.lists }));
  await userEvent.click(await screen.findByRole("button", { name: w.listRemoveOf("News of the clinic") }));
  await userEvent.click(await screen.findByRole("button", { name: w.listRemoveDo }));
  expect(await screen.findByText(w.found(5))).toBeTruthy();
  expect(on.sent("recipient_list").at(-1)).toMatchObject({ list: null });
});

test("a first list is made where there is none", async () => {
  const { on, sheet } = await opened({ empty: true });
  expect(within(sheet).getByText(w.noLists)).toBeTruthy();
  await userEvent.type(within(sheet).getByLabelText(w.newListTitle), "Letters{Enter}");
  await waitFor(() => expect(on.sent("recipient_list_save")).toEqual([{ id: null, name: "Letters" }]));
  expect(await within(sheet).findByText("Letters")).toBeTruthy();
});
