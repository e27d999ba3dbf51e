// Answering in the inbox: what is typed is checked and kept, and goes to the doctor and nowhere else.

import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { replies } from "../../../dev/fixtures/replies";
import { go } from "../../../src/kit/route.svelte";
import { toasts } from "../../../src/kit/toasts.svelte";
import Inbox from "../../../src/screens/Inbox.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.inbox.reply;
const at = (id: string) => stage(Inbox, ["inbox", id], { person: "p-anil" });
const field = (author: string) => screen.findByLabelText<HTMLTextAreaElement>(w.to(author));
const button = (name: string) =>
  screen.getByRole<HTMLButtonElement>("button", { name: new RegExp(`^${name}`) });
const write = (into: HTMLTextAreaElement, text: string) => fireEvent.input(into, { target: { value: text } });

test("an answer that hints at a patient is stopped while it is typed, and goes to the doctor once it does not", async () => {
  const on = at("i-joseph");
  const answer = await field("Joseph D.");
  await write(answer, "Sorry about your last visit.");
  await screen.findByText(/tells that the writer is a patient/);
  await waitFor(() => expect(button(w.send).disabled).toBe(true));
  await write(answer, "Thank you for telling us. Please call us, so that we can make it right.");
  await waitFor(() => expect(button(w.send).disabled).toBe(false));
  await userEvent.click(button(w.send));
  const begun = await screen.findByRole("region", { name: w.waits });
  expect(within(begun).getByText(/Please call us/)).toBeTruthy();
  expect(begun.textContent).toContain(w.goesOut);
  expect(on.sent("reply_send")).toHaveLength(1);
  expect(screen.queryByLabelText(w.to("Joseph D.")), "nobody writes a second one beside it").toBeNull();
});

test("what staff should know stands beside an answer that needs it, and beside no other", async () => {
  at("i-kavya");
  await field("Kavya S.");
  expect((await screen.findByText(/Record the four elements/)).textContent).toContain(w.note);
  go("inbox", "i-joseph");
  await field("Joseph D.");
  expect(screen.queryByText(w.note)).toBeNull();
});

test("what was typed survives a look at another conversation, and a refusal", async () => {
  const on = at("i-joseph");
  await write(await field("Joseph D."), "Thank you for telling us.");
  go("inbox", "i-lakshmi");
  await screen.findByRole("heading", { name: /Lakshmi/ });
  go("inbox", "i-joseph");
  const answer = await field("Joseph D.");
  expect(answer.value).toBe("Thank you for telling us.");
  on.answer("reply_begin", () => {
    throw refusal("stale", "This is not on Facebook any more, so there is nothing to answer.");
  });
  await userEvent.click(button(w.send));
  await screen.findByText("This is not on Facebook any more, so there is nothing to answer.");
  expect(answer.value, "nothing is lost").toBe("Thank you for telling us.");
  expect(on.sent("reply_send")).toHaveLength(0);
});

test("nothing is sent without words, and a draft that was kept is there to be gone on with", async () => {
  const on = at("i-joseph");
  const answer = await field("Joseph D.");
  await write(answer, "");
  await userEvent.click(button(w.send));
  await screen.findByText(w.empty);
  expect(on.sent("reply_begin")).toHaveLength(0);
  await write(answer, "Thank you.");
  await userEvent.click(button(w.save));
  await waitFor(() => expect(on.sent("reply_begin")).toHaveLength(1));
  await write(answer, "Thank you for telling us.");
  await userEvent.click(button(w.save));
  await waitFor(() => expect(on.sent("post_save")).toHaveLength(1));
  const [first, second] = on.sent("reply_begin") as { item_id: string; text: string }[];
  expect(second).toEqual({ item_id: first?.item_id, text: "Thank you for telling us.", privately: false });
});

test("what is offered to begin with takes the place of what was written, and Undo brings that back", async () => {
  at("i-kavya");
  const answer = await field("Kavya S.");
  await write(answer, "Half a sentence");
  await userEvent.click(await screen.findByRole("button", { name: "Appointment" }));
  expect(answer.value).toContain("080 4718 2210");
  await toasts.current?.undo?.();
  await waitFor(() => expect(answer.value).toBe("Half a sentence"));
});

test("a colleague's answer is not written over, and what was typed is kept", async () => {
  const on = at("i-joseph");
  const answer = await field("Joseph D.");
  await write(answer, "Mine.");
  on.answer("reply_begin", (request: { item_id: string; text: string; privately: boolean }) =>
    replies.reply_begin(on.world, { ...request, text: "Theirs." }),
  );
  await userEvent.click(button(w.save));
  await screen.findByText(w.taken);
  expect(on.sent("post_save")).toHaveLength(0);
  expect(answer.value).toBe("Mine.");
  // Who has read both and keeps theirs again means it.
  await userEvent.click(button(w.save));
  await waitFor(() => expect(on.sent("post_save")).toHaveLength(1));
  expect(JSON.stringify(on.sent("post_save")[0])).toContain("Mine.");
});

test("the fixed answer goes out at once where a doctor signed it beforehand, after one more look at it", async () => {
  const on = stage(Inbox, ["inbox"], { person: "p-anil", fixedSigned: true });
  await userEvent.click(await screen.findByRole("button", { name: words.inbox.emergency.give }));
  const asked = await screen.findByRole("dialog");
  expect(asked.textContent).toContain("112");
  expect(on.sent("fixed_answer_give")).toHaveLength(0);
  await userEvent.click(within(asked).getByRole("button", { name: words.inbox.emergency.giveDo }));
  await screen.findByText(words.inbox.emergency.begun);
  expect(on.sent("fixed_answer_give")).toHaveLength(1);
  expect(screen.queryByRole("button", { name: words.inbox.emergency.give }), "it is given once").toBeNull();
});

test("where nobody signed it beforehand, the fixed answer is no button that would refuse", async () => {
  stage(Inbox, ["inbox"], { person: "p-anil" });
  await screen.findByText(new RegExp(words.inbox.emergency.sending));
  expect(screen.queryByRole("button", { name: words.inbox.emergency.give })).toBeNull();
});

test("a comment can be answered for its writer alone, and the draft stays for them alone", async () => {
  const on = at("i-joseph");
  await write(await field("Joseph D."), "Thank you for telling us.");
  await userEvent.click(await screen.findByRole("radio", { name: w.alone }));
  const message = await screen.findByLabelText<HTMLTextAreaElement>(w.message("Joseph D."));
  expect(message.value, "nothing is lost").toBe("Thank you for telling us.");
  const until = await screen.findByText(/Facebook takes it until/);
  expect(until.textContent).toMatch(/left/);
  await userEvent.click(button(w.save));
  await waitFor(() => expect(on.sent("reply_begin")).toHaveLength(1));
  expect(on.sent("reply_begin")[0]).toMatchObject({ privately: true, text: "Thank you for telling us." });
  await waitFor(() => expect(screen.queryByRole("radiogroup", { name: w.way })).toBeNull());
  expect(await screen.findByLabelText(w.message("Joseph D."))).toBeTruthy();
});

test("what somebody typed for one person alone is gone on with as that", async () => {
  const on = at("i-joseph");
  await userEvent.click(await screen.findByRole("radio", { name: w.alone }));
  await write(
    await field("Joseph D.").catch(() => screen.findByLabelText(w.message("Joseph D."))),
    "Dear Joseph",
  );
  await waitFor(() => expect(on.sent("reply_keep").at(-1)).toMatchObject({ privately: true }), {
    timeout: 3000,
  });
});

test("a message says that nobody else reads it", async () => {
  at("i-lakshmi");
  expect(await screen.findByLabelText(w.message("Lakshmi P."))).toBeTruthy();
  expect(screen.getByText(w.messageHelp)).toBeTruthy();
  expect(screen.queryByRole("radiogroup", { name: w.way })).toBeNull();
});

test("an answer is given a time before the doctor is asked, and stands among those on their way", async () => {
  const on = at("i-joseph");
  await write(await field("Joseph D."), "Thank you for telling us.");
  await userEvent.click(button(w.later));
  const sheet = await screen.findByRole("dialog");
  expect(on.sent("reply_send"), "nobody is asked before it has its time").toHaveLength(0);
  await fireEvent.input(within(sheet).getByLabelText(words.plan.time), { target: { value: "18:30" } });
  await userEvent.click(within(sheet).getByRole("button", { name: new RegExp(`^${words.plan.submit}`) }));
  await waitFor(() => expect(on.sent("plan_set")).toHaveLength(1));
  await waitFor(() => expect(on.sent("reply_send")).toHaveLength(1));
  await userEvent.click(screen.getByRole("button", { name: words.inbox.outgoing.title }));
  const list = await screen.findByRole("dialog", { name: words.inbox.outgoing.title });
  expect(await within(list).findByText(/Thank you for telling us/)).toBeTruthy();
  await userEvent.click(
    within(list).getByRole("button", { name: words.inbox.outgoing.callOffOf("Joseph D.") }),
  );
  await waitFor(() => expect(on.sent("post_discard")).toHaveLength(1));
  await within(list).findByText(words.inbox.outgoing.none);
});
