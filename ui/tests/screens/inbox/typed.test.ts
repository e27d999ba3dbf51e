// What is typed as an answer is kept behind the keys, and whoever comes after sees who began, and can go on with it.

import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Conversation } from "../../../src/api/bindings/Conversation";
import type { ReplyTyped } from "../../../src/api/bindings/ReplyTyped";
import { session } from "../../../src/api/session.svelte";
import { toasts } from "../../../src/kit/toasts.svelte";
import Inbox from "../../../src/screens/Inbox.svelte";
import { answers } from "../../../src/screens/inbox/answers.svelte";
import { words } from "../../../src/words";
import { when } from "../../../dev/fixtures/times";
import { type Instead, stage } from "../support";

const w = words.inbox.typed;
const field = (author: string) => screen.findByLabelText<HTMLTextAreaElement>(words.inbox.reply.to(author));

/** The conversation as the core tells it, with what these people typed about its last item. */
const withTyped =
  (...rows: Partial<ReplyTyped>[]): Instead =>
  async (_request, go) => {
    const open = (await go()) as Conversation;
    const item = open.items.filter(({ ours }) => !ours).at(-1);
    const whole = rows.map((row) => ({
      item_id: item?.id ?? "",
      person_id: "p-meera",
      by: "Dr. Meera Rao",
      mine: false,
      text: "We are so",
      begun: when("2026-11-20", "09:36"),
      begun_minutes_ago: 4,
      changed: when("2026-11-20", "09:38"),
      ...row,
    }));
    return { ...open, typed: whole };
  };
const at = (id: string, answered: Record<string, Instead> = {}) =>
  stage(Inbox, ["inbox", id], { person: "p-anil" }, answered);

test("what is typed is kept once nobody types, at once when the cursor leaves, and let go when it is empty", async () => {
  const on = at("i-joseph");
  const answer = await field("Joseph D.");
  await fireEvent.input(answer, { target: { value: "We" } });
  await fireEvent.input(answer, { target: { value: "We are" } });
  expect(on.sent("reply_keep")).toHaveLength(0);
  await waitFor(() => expect(on.sent("reply_keep")).toEqual([expect.objectContaining({ text: "We are" })]), {
    timeout: 3000,
  });
  await fireEvent.input(answer, { target: { value: "We are sorry." } });
  await fireEvent.blur(answer);
  expect(on.sent("reply_keep").at(-1)).toMatchObject({ text: "We are sorry." });
  await userEvent.click(screen.getByRole("button", { name: new RegExp(`^${words.inbox.reply.save}`) }));
  await waitFor(() => expect(on.sent("reply_keep").at(-1)).toMatchObject({ text: "" }));
});

test("nobody keeps anything in the name of who sat there before", async () => {
  const on = at("i-joseph");
  const answer = await field("Joseph D.");
  await fireEvent.input(answer, { target: { value: "Half a sen" } });
  const { current } = session;
  session.set(current && { ...current, person: current.person && { ...current.person, id: "p-meera" } });
  await new Promise((go) => setTimeout(go, 700));
  expect(on.sent("reply_keep")).toHaveLength(0);
  session.set(current);
  expect(
    answers.get(
      (on.world.inbox ?? []).find(({ summary }) => summary.id === "i-joseph")?.items.at(-1)?.id ?? "",
    ),
  ).toBe("Half a sen");
});

test("who began an answer, and when, stands above one's own, and can be gone on with", async () => {
  const on = at("i-kavya", {
    inbox_open: withTyped({}),
    reply_take: (request: { item_id: string }) => ({ item_id: request.item_id, text: "We are so" }),
  });
  const begun = await screen.findByRole("region", { name: w.label });
  expect(begun.textContent).toContain("Dr. Meera Rao began an answer 4 minutes ago");
  expect(within(begun).getByText("We are so")).toBeTruthy();
  const answer = await field("Kavya S.");
  expect(answer.value, "it is not in the box by itself").toBe("");
  await fireEvent.input(answer, { target: { value: "Hello." } });
  await userEvent.click(within(begun).getByRole("button", { name: w.takeOf("Dr. Meera Rao") }));
  await waitFor(() => expect(answer.value).toBe("Hello. We are so"));
  expect(on.sent("reply_take")).toEqual([expect.objectContaining({ person_id: "p-meera" })]);
  await toasts.current?.undo?.();
  await waitFor(() => expect(answer.value).toBe("Hello."));
});

test("what was typed before the window was closed stands in the box again, and nothing brings back what was put away", async () => {
  const mine = withTyped({ mine: true, person_id: "p-anil", by: "Anil Kumar", text: "From before" });
  const on = at("i-nadia", { inbox_open: mine });
  const answer = await field("نادية");
  await waitFor(() => expect(answer.value).toBe("From before"));
  expect(screen.queryByRole("region", { name: w.label })).toBeNull();
  await fireEvent.input(answer, { target: { value: "" } });
  on.world.changed("inbox");
  await new Promise((go) => setTimeout(go, 50));
  expect(answer.value).toBe("");
});
