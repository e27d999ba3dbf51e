// Long lists of recipients: read page by page, kept in place when they change, and never cut short in silence.

import { screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { recipients as known } from "../../dev/fixtures/messages";
import type { MessageRecipient } from "../../src/api/bindings/MessageRecipient";
import type { Recipient } from "../../src/api/bindings/Recipient";
import Compose from "../../src/screens/Compose.svelte";
import Settings from "../../src/screens/Settings.svelte";
import { words } from "../../src/words";
import { refusal, stage } from "./support";

const w = words.settings.recipients;
const said = words.message.sending;
const person = known[0] as Recipient;
const many = (n: number): Recipient[] =>
  Array.from({ length: n }, (_, at) => ({ ...person, id: `p${at}`, name: `Person ${at}`, lists: [] }));
const result: MessageRecipient = {
  name: "",
  number: "+91 984 501 234 5",
  state: "posted",
  arrival: null,
  message: null,
  detail: null,
  sent: null,
};
const results = (n: number): MessageRecipient[] =>
  Array.from({ length: n }, (_, at) => ({ ...result, name: `Person ${at}` }));
/** A page as the core cuts it, only shorter. */
const cut = <R>(all: readonly R[], from: number) => ({
  recipients: all.slice(from, from + 10),
  found: all.length,
});
const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));

function people(all: Recipient[]) {
  return stage(
    Settings,
    ["settings", "recipients"],
    { person: "p-anil", messages: true },
    { recipient_list: ({ from }: { from: number }) => cut(all, from) },
  );
}

function sending(all: MessageRecipient[]) {
  return stage(
    Compose,
    ["compose", "wa-sent"],
    { person: "p-anil", messages: true },
    { message_recipients: ({ from }: { from: number }) => cut(all, from) },
  );
}

test("the next recipients stay on the page once they were asked for, up to the last", async () => {
  const on = people(many(23));
  await press(w.more(13));
  expect(await screen.findByText("Person 19")).toBeTruthy();
  await press(w.more(3));
  expect(await screen.findByText("Person 22")).toBeTruthy();
  expect(screen.getByText("Person 0")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^Show / })).toBeNull();
  expect(on.sent("recipient_list").map((one) => (one as { from: number }).from)).toEqual([0, 10, 20]);
});

test("when recipients change, as many pages are read again as were open", async () => {
  const all = many(23);
  const on = people(all);
  await press(w.more(13));
  await screen.findByText("Person 19");
  all[15] = { ...person, id: "p15", name: "Somebody else", lists: [] };
  on.emit("changed", ["recipients"]);
  expect(await screen.findByText("Somebody else")).toBeTruthy();
  expect(screen.getByText("Person 19")).toBeTruthy();
});

test("who moves to the next page while it is read is not shown twice", async () => {
  const all = many(23);
  people(all);
  await screen.findByText("Person 9");
  all.unshift({ ...person, id: "new", name: "Somebody new", lists: [] });
  await press(w.more(13));
  expect(await screen.findByText("Person 18")).toBeTruthy();
  expect(screen.getAllByText("Person 9")).toHaveLength(1);
});

test("another search begins with its first page", async () => {
  const on = people(many(23));
  await press(w.more(13));
  await screen.findByText("Person 19");
  await userEvent.type(screen.getByLabelText(w.search), "P");
  await waitFor(() => expect(on.sent("recipient_list").at(-1)).toMatchObject({ search: "P", from: 0 }));
  await waitFor(() => expect(screen.queryByText("Person 19")).toBeNull());
  expect(await screen.findByText("Person 9")).toBeTruthy();
});

test("recipients that can't be read are told of, and those that were read stay", async () => {
  const on = people(many(23));
  await screen.findByText("Person 9");
  on.answer("recipient_list", () => Promise.reject(refusal("internal", "The list can’t be read now.")));
  await press(w.more(13));
  expect(await screen.findByText("The list can’t be read now.")).toBeTruthy();
  expect(screen.getByText("Person 9")).toBeTruthy();
});

test("what became of a message keeps the pages that are open while it goes out", async () => {
  const all = results(23);
  const on = sending(all);
  await press(said.more(13));
  await screen.findByText("Person 19");
  all[15] = { ...result, name: "Just sent" };
  on.emit("changed", ["publishing"]);
  expect(await screen.findByText("Just sent")).toBeTruthy();
  expect(screen.getByText("Person 19")).toBeTruthy();
});

test("what became of the others can't be read: it is said", async () => {
  const on = sending(results(23));
  await screen.findByText("Person 9");
  on.answer("message_recipients", () => Promise.reject(refusal("internal", "This can’t be read now.")));
  await press(said.more(13));
  expect(await screen.findByText("This can’t be read now.")).toBeTruthy();
  expect(screen.getByText("Person 9")).toBeTruthy();
});
