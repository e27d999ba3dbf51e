// Saved replies: found by what is typed, put where the cursor stands, never sent with a place unfilled, and removed with a way back.

import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { toasts } from "../../../src/kit/toasts.svelte";
import Inbox from "../../../src/screens/Inbox.svelte";
import { put } from "../../../src/screens/inbox/saved";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.inbox.savedReplies;
const at = (id: string) => stage(Inbox, ["inbox", id], { person: "p-anil" });
const answerTo = (author: string) =>
  screen.findByLabelText<HTMLTextAreaElement>(words.inbox.reply.to(author));
const sheet = () => screen.findByRole("dialog", { name: w.sheet });

test("words stand where the cursor does, with one space beside others", () => {
  expect(put("", "Hello.")).toEqual({ text: "Hello.", cursor: 6 });
  expect(put("Thanks", "Call us.")).toEqual({ text: "Thanks Call us.", cursor: 15 });
  expect(put("Thanks bye", "{clinic}", 7, 7)).toEqual({ text: "Thanks {clinic} bye", cursor: 15 });
  expect(put("Call X.", "080", 5, 6)).toEqual({ text: "Call 080.", cursor: 8 });
});

test("a slash in an empty answer opens them, and Enter puts the one that was looked for into it", async () => {
  const on = at("i-joseph");
  const answer = await answerTo("Joseph D.");
  answer.focus();
  await userEvent.keyboard("/");
  const search = await within(await sheet()).findByLabelText(w.search);
  await waitFor(() => expect(document.activeElement).toBe(search));
  await within(await sheet()).findByText("Sorry, and call us");
  await userEvent.type(search, "kind");
  await waitFor(() => expect(screen.queryByText("Sorry, and call us")).toBeNull());
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(answer.value).toBe("Thank you for your kind words!"));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(document.activeElement).toBe(answer);
  expect(on.sent("reply_check"), "it is checked as if it had been typed").not.toHaveLength(0);
  expect(on.sent("reply_begin"), "nothing is begun by itself").toHaveLength(0);
  await userEvent.type(answer, "/");
  expect(screen.queryByRole("dialog"), "a slash among words is a slash").toBeNull();
});

test("what could not be filled is told beside the answer until it is gone", async () => {
  at("i-joseph");
  const answer = await answerTo("Joseph D.");
  await fireEvent.input(answer, { target: { value: "Good morning." } });
  answer.setSelectionRange(13, 13);
  await userEvent.click(screen.getByRole("button", { name: new RegExp(`^${w.open}`) }));
  await userEvent.click(await within(await sheet()).findByRole("button", { name: /^Sorry, and call us/ }));
  await waitFor(() => expect(answer.value).toContain("Good morning. Hello Joseph, we are sorry"));
  expect(answer.value).toContain("{phone}");
  expect((await screen.findByRole("status", { name: w.missing })).textContent).toContain("{phone}");
  await fireEvent.input(answer, { target: { value: answer.value.replace("{phone}", "080 4718 2210") } });
  await waitFor(() => expect(screen.queryByRole("status", { name: w.missing })).toBeNull());
  await toasts.current?.undo?.();
  await waitFor(() => expect(answer.value).toBe("Good morning."));
});

test("one that tells of a patient is not kept, and what was written stays", async () => {
  const on = at("i-joseph");
  await answerTo("Joseph D.");
  await userEvent.keyboard("v");
  await userEvent.click(await within(await sheet()).findByRole("button", { name: w.new }));
  const form = await screen.findByRole("dialog", { name: w.fresh });
  await userEvent.type(within(form).getByLabelText(w.title), "Thank you");
  const text = within(form).getByLabelText<HTMLTextAreaElement>(w.words);
  await fireEvent.input(text, { target: { value: "Sorry about your last visit." } });
  await within(form).findByText(/tells that the writer is a patient/);
  const save = within(form).getByRole<HTMLButtonElement>("button", { name: w.save });
  await waitFor(() => expect(save.disabled).toBe(true));
  await fireEvent.input(text, { target: { value: "We are sorry." } });
  await userEvent.click(within(form).getByRole("button", { name: w.put(w.place.clinic) }));
  await waitFor(() => expect(text.value).toBe("We are sorry. {clinic}"));
  await waitFor(() => expect(save.disabled).toBe(false));
  await userEvent.click(save);
  await within(form).findByText(/a saved reply of this title already/);
  await fireEvent.input(within(form).getByLabelText(w.title), { target: { value: "Sorry" } });
  await userEvent.click(save);
  await within(await sheet()).findByRole("button", { name: /^Sorry We are sorry/ });
  expect(on.sent("saved_reply_save")).toHaveLength(2);
});

test("one that is removed can be brought back, and a refusal is said in the sheet", async () => {
  const on = at("i-joseph");
  await answerTo("Joseph D.");
  await userEvent.keyboard("v");
  const open = await sheet();
  await userEvent.click(await within(open).findByRole("button", { name: w.remove("Thank you") }));
  await waitFor(() => expect(within(open).queryByText("Thank you")).toBeNull());
  await toasts.current?.undo?.();
  await within(open).findByText("Thank you");
  on.answer("saved_reply_fill", () => {
    throw refusal("invalid", "This is not on Facebook any more, so there is nothing to answer.");
  });
  await userEvent.click(within(open).getByRole("button", { name: /^Thank you/ }));
  await within(open).findByText(/nothing to answer/);
});
