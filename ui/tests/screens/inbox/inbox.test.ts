// The inbox as somebody works with it: what can't wait, reading, the work on one and on several, and a list that keeps its place.

import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { ConversationSummary } from "../../../src/api/bindings/ConversationSummary";
import type { Conversation } from "../../../src/api/bindings/Conversation";
import type { InboxPage } from "../../../src/api/bindings/InboxPage";
import { go, route } from "../../../src/kit/route.svelte";
import { toasts } from "../../../src/kit/toasts.svelte";
import Inbox from "../../../src/screens/Inbox.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.inbox;
const list = () => screen.getByRole("region", { name: w.list.label });
const rows = () => within(list()).queryAllByRole("link");
const thread = () => screen.getByRole("region", { name: w.thread.label });
const at = (id?: string, scene = {}) =>
  stage(Inbox, id === undefined ? ["inbox"] : ["inbox", id], { person: "p-anil", ...scene });
const press = (name: string | RegExp) => userEvent.click(screen.getByRole("button", { name }));
const shown = (count: number) => waitFor(() => expect(rows()).toHaveLength(count));

test("an emergency stands over everything with the fixed answer and its number, whatever the list shows", async () => {
  at();
  const band = await screen.findByRole("region", { name: w.emergency.label });
  expect(within(band).getByRole("alert").textContent).toContain("Ravi N.");
  expect(band.textContent).toContain("Chest feels tight since morning");
  expect(band.textContent).toContain("Please call 112 now");
  expect(band.textContent).toContain("112 is the number of India");
  expect(band.textContent).toContain(w.emergency.sending);
  await shown(6);
  expect(rows()[0]?.textContent).toContain("Ravi N.");
  await userEvent.click(screen.getByRole("tab", { name: new RegExp(w.views.done) }));
  await screen.findByText(w.empty.done.title);
  expect(screen.getByRole("region", { name: w.emergency.label })).toBe(band);
});

test("opening one reads it, and what was new in it stays marked while it is open", async () => {
  const on = at("i-kavya");
  await waitFor(() => expect(on.sent("inbox_read")).toEqual([{ id: "i-kavya" }]));
  await waitFor(() => expect(within(list()).queryAllByText(`${w.list.unread}.`)).toHaveLength(1));
  const items = within(thread()).getAllByRole("listitem");
  const divider = items.findIndex((item) => item.textContent === w.thread.fresh);
  expect(items[divider + 1]?.textContent).toContain("Please, I am a bit worried.");
  // What the rules found is marked in the very words, and told at the side.
  expect(thread().querySelector("mark")?.textContent).toBe("giddy in the mornings");
  const side = screen.getByRole("complementary", { name: w.side.label });
  expect(side.textContent).toContain("Possible side effect: “giddy in the mornings”");
  expect(within(thread()).getByText("Same here")).toBeTruthy();
});

test("one is taken, tagged, noted and done by keys, and opened again by Undo", async () => {
  const on = at("i-joseph");
  await screen.findByRole("heading", { name: "Joseph D." });
  await userEvent.keyboard("a");
  await waitFor(() =>
    expect(on.sent("inbox_change").at(-1)).toEqual({
      ids: ["i-joseph"],
      act: { act: "assign", to: "p-anil" },
    }),
  );
  await waitFor(() => expect(screen.getByLabelText<HTMLSelectElement>(w.side.assigned).value).toBe("p-anil"));

  await userEvent.type(screen.getByLabelText(w.side.addTag), "Waiting time{Enter}");
  await screen.findByRole("button", { name: w.side.removeTag("Waiting time") });

  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard("t");
  const note = screen.getByLabelText(w.side.note);
  await waitFor(() => expect(document.activeElement).toBe(note));
  await userEvent.type(note, "Told Dr. Rao.{Control>}{Enter}{/Control}");
  await screen.findByText("Told Dr. Rao.");
  expect((note as HTMLTextAreaElement).value).toBe("");

  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard("d");
  await shown(5);
  expect(route.id, "the next one is open").toBe("i-lakshmi");
  await toasts.current?.undo?.();
  expect(on.sent("inbox_change").at(-1)).toEqual({ ids: ["i-joseph"], act: { act: "reopen" } });
  await shown(6);
});

test("a note that could not be kept is still there, also after another conversation", async () => {
  const on = at("i-joseph");
  on.answer("inbox_note", () => {
    throw refusal("internal", "The disk is full.");
  });
  await userEvent.type(await screen.findByLabelText(w.side.note), "Call him back");
  await press(w.side.keep);
  await screen.findByText("The disk is full.");
  await userEvent.click(within(list()).getByRole("link", { name: /Kavya/ }));
  await screen.findByRole("heading", { name: "Kavya S." });
  expect(screen.getByLabelText<HTMLTextAreaElement>(w.side.note).value).toBe("");
  await userEvent.click(within(list()).getByRole("link", { name: /Joseph/ }));
  await screen.findByRole("heading", { name: "Joseph D." });
  expect(screen.getByLabelText<HTMLTextAreaElement>(w.side.note).value).toBe("Call him back");
});

test("how soon one has to look is changed with a reason, and with none it is not", async () => {
  const on = at("i-joseph");
  await userEvent.click(await screen.findByRole("button", { name: w.side.change }));
  await userEvent.click(screen.getByRole("radio", { name: new RegExp(`^${w.tiers.urgent}`) }));
  await press(w.tierSheet.yes);
  await screen.findByText(w.tierSheet.needWhy);
  expect(on.sent("inbox_choose_tier")).toEqual([]);
  await userEvent.type(screen.getByLabelText(w.tierSheet.why), "He writes for the newspaper.");
  await press(w.tierSheet.yes);
  await screen.findByText("Anil Kumar: He writes for the newspaper.");
  expect(on.sent("inbox_choose_tier")).toEqual([
    { id: "i-joseph", tier: "urgent", why: "He writes for the newspaper.", most: null },
  ]);
});

test("several are put off in one act, and Undo brings back each of them", async () => {
  const on = at();
  await shown(6);
  const user = userEvent.setup();
  const box = screen.getByRole<HTMLInputElement>("checkbox", { name: w.list.choose("Kavya S.") });
  await user.click(box);
  expect(box.checked).toBe(true);
  await user.keyboard("{Shift>}");
  await user.click(within(list()).getByRole("link", { name: /Lakshmi/ }));
  await user.keyboard("{/Shift}");
  const bar = screen.getByRole("toolbar", { name: w.bulk.label });
  expect(bar.textContent).toContain(w.bulk.chosen(3));
  await user.click(within(bar).getByRole("button", { name: w.bulk.putOff }));
  await user.click(screen.getByRole("radio", { name: w.snoozeSheet.tomorrow }));
  await press(w.snoozeSheet.yes);
  await shown(3);
  const ids = ["i-kavya", "i-joseph", "i-lakshmi"];
  expect(on.sent("inbox_change")).toEqual([{ ids, act: { act: "snooze", until: "tomorrow" } }]);
  expect(screen.queryByRole("toolbar", { name: w.bulk.label })).toBeNull();
  await toasts.current?.undo?.();
  await shown(6);
});

test("what it is narrowed to can be kept under a name, chosen again, and reset", async () => {
  const on = at();
  await shown(6);
  await userEvent.keyboard("f");
  const kind = screen.getByLabelText<HTMLSelectElement>(w.filters.kind);
  await userEvent.selectOptions(kind, "message");
  await shown(1);
  await userEvent.click(screen.getByRole("button", { name: w.saved.menu }));
  await userEvent.click(await screen.findByRole("menuitem", { name: w.saved.save }));
  await userEvent.type(screen.getByLabelText(w.saved.name), "Messages{Enter}");
  await waitFor(() => expect(on.sent("preference_set")).toHaveLength(1));
  await userEvent.click(screen.getByRole("button", { name: w.filters.reset }));
  await shown(6);
  await userEvent.click(screen.getByRole("button", { name: w.saved.menu }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Messages" }));
  await shown(1);
  await userEvent.type(screen.getByRole("searchbox", { name: w.list.search }), "zebra");
  await screen.findByText(w.empty.filtered.title);
  await press(w.empty.filtered.reset);
  await shown(6);
});

test("it is narrowed to somebody's, to nobody's, to what is late, and to one post, with a way back from each", async () => {
  const on = at("i-joseph");
  const asked = () => on.sent("inbox_list").at(-1);
  await shown(6);
  await userEvent.keyboard("f");
  const whose = screen.getByLabelText<HTMLSelectElement>(w.filters.whose);
  await userEvent.selectOptions(whose, "p-anil");
  await waitFor(() => expect(asked()).toMatchObject({ whose: { of: "p-anil" } }));
  await screen.findByText(w.empty.filtered.title);
  await userEvent.selectOptions(whose, "nobody");
  await waitFor(() => expect(asked()).toMatchObject({ whose: "nobody" }));
  await shown(6);
  await userEvent.click(screen.getByRole("checkbox", { name: w.filters.late }));
  await shown(1);
  expect(rows()[0]?.textContent).toContain("Ravi N.");
  expect(whose.value).toBe("nobody");
  await press(w.filters.reset);
  await shown(6);
  expect(whose.value).toBe("");
  await userEvent.click(within(thread()).getByRole("button", { name: w.thread.under(1) }));
  await shown(2);
  await within(list()).findByText(w.filters.under("We are open on Saturdays"));
  expect(within(thread()).queryByRole("button", { name: w.thread.under(1) })).toBeNull();
  await press(w.filters.anywhere);
  await shown(6);
});

test("what stands before the newest of a long conversation is shown on request, and stays when something comes in", async () => {
  const on = at("i-kavya");
  await screen.findByRole("heading", { name: "Kavya S." });
  on.answer("inbox_open", async ({ most }: { most: number | null }, ask) => {
    const whole = (await ask()) as Conversation;
    return most === null ? { ...whole, items: whole.items.slice(-2), earlier: 2 } : whole;
  });
  on.emit("changed", ["inbox"]);
  await within(thread()).findByText(w.thread.earlier(2));
  expect(within(thread()).queryByText(/but it went away/)).toBeNull();
  await press(w.thread.showEarlier);
  await within(thread()).findByText(/but it went away/);
  expect(on.sent("inbox_open").at(-1)).toEqual({ id: "i-kavya", most: 502 });
  expect(within(thread()).queryByText(w.thread.earlier(2))).toBeNull();
  const before = on.sent("inbox_open").length;
  on.emit("changed", ["inbox"]);
  await waitFor(() => expect(on.sent("inbox_open").length).toBeGreaterThan(before));
  expect(on.sent("inbox_open").at(-1)).toEqual({ id: "i-kavya", most: 502 });
  go("inbox", "i-joseph");
  await waitFor(() => expect(on.sent("inbox_open").at(-1)).toEqual({ id: "i-joseph", most: null }));
  go("inbox", "i-kavya");
  await waitFor(() => expect(on.sent("inbox_open").at(-1)).toEqual({ id: "i-kavya", most: null }));
});

test("a page more asks for that page alone, and what changes meanwhile loses nobody's place", async () => {
  const on = at();
  await shown(6);
  const first = (await on.rpc("inbox_list", { ...everything, after: null })) as InboxPage;
  const one = first.conversations[1];
  const page = (from: number): InboxPage["conversations"] =>
    Array.from(
      { length: 50 },
      (_, n) => ({ ...one, id: `n${from + n}`, author: `Person ${from + n}` }) as never,
    );
  on.answer("inbox_list", (asked: { after: string | null }) => {
    const from = Number(asked.after ?? 0);
    return { ...first, conversations: page(from), next: from < 100 ? String(from + 50) : null };
  });
  on.emit("changed", ["inbox"]);
  await shown(50);
  const before = on.sent("inbox_list").length;
  await press(w.list.more);
  await shown(100);
  const asked = on.sent("inbox_list").slice(before);
  expect(asked.map((it) => (it as { after: string }).after)).toEqual(["50"]);
  on.emit("changed", ["inbox"]);
  await waitFor(() => expect(on.sent("inbox_list")).toHaveLength(before + 3));
  await shown(100);
});

const everything = {
  view: "open",
  channel_id: null,
  kind: null,
  under: null,
  whose: null,
  tier: null,
  tag: null,
  text: null,
  unread: false,
  late: false,
};

test("an empty inbox says why: nothing yet, nobody signed in, or no channel that can be read", async () => {
  const on = at(undefined, { empty: true });
  await screen.findByText(w.empty.noChannel.title);
  const channel = {
    channel_id: "c1",
    name: "Lakeside",
    platform: "facebook",
    readable: true,
    sign_in_missing: true,
    feeds: [],
    not_told: "",
  };
  on.answer("inbox_state", () => [channel]);
  on.emit("changed", ["inbox"]);
  await screen.findByText(w.empty.signIn.title);
  const feed = { kind: "comments", state: "begins", read: null, next: null, reason: null };
  on.answer("inbox_state", () => [{ ...channel, sign_in_missing: false, feeds: [feed] }]);
  on.emit("changed", ["inbox"]);
  await screen.findByText(w.empty.first.title);
  on.answer("inbox_state", () => [
    { ...channel, sign_in_missing: false, feeds: [{ ...feed, state: "read" }] },
  ]);
  on.emit("changed", ["inbox"]);
  await screen.findByText(w.empty.open.title);
});

test("what is read, when next, and what no program is told stands on one sheet", async () => {
  const on = at();
  await shown(6);
  await press(w.reading.button);
  const sheet = await screen.findByRole("dialog", { name: w.reading.title });
  await within(sheet).findAllByText(w.reading.kinds.comments);
  expect(sheet.textContent).toContain("X asks to wait.");
  expect(sheet.textContent).toContain("Facebook hides who wrote");
  await userEvent.click(within(sheet).getByRole("button", { name: w.reading.check }));
  await within(sheet).findByText(w.reading.checking);
  expect(on.sent("inbox_check")).toEqual([null]);
});

test("what was found done is opened again, and beside what is open it is done", async () => {
  const on = at();
  await shown(6);
  on.answer("inbox_list", async (_: never, ask) => {
    const page = (await ask()) as InboxPage;
    const done = (row: ConversationSummary) => (row.author === "Ravi N." ? row.newest : row.done);
    return { ...page, conversations: page.conversations.map((row) => ({ ...row, done: done(row) })) };
  });
  await userEvent.type(screen.getByRole("searchbox", { name: w.list.search }), "the");
  await waitFor(() => expect(on.sent("inbox_list").at(-1)).toMatchObject({ text: "the" }));
  await shown(3);
  await userEvent.click(screen.getByRole("checkbox", { name: w.list.choose("Ravi N.") }));
  const bar = screen.getByRole("toolbar", { name: w.bulk.label });
  await within(bar).findByRole("button", { name: w.bulk.reopen });
  await userEvent.click(screen.getByRole("checkbox", { name: w.list.choose("Kavya S.") }));
  await within(bar).findByRole("button", { name: w.bulk.done });
});

test("what could not be done with several says so beside them, and they stay chosen", async () => {
  const on = at();
  await shown(6);
  on.answer("inbox_change", () => {
    throw refusal("internal", "The disk is full.");
  });
  await userEvent.click(screen.getByRole("checkbox", { name: w.list.choose("Joseph D.") }));
  await userEvent.keyboard("d");
  await within(list()).findByText("The disk is full.");
  expect(screen.getByRole("toolbar", { name: w.bulk.label }).textContent).toContain(w.bulk.chosen(1));
});

test("what could not be read says so, and is read again on request", async () => {
  const on = at();
  on.answer("inbox_list", () => {
    throw refusal("internal", "The file could not be read.");
  });
  on.emit("changed", ["inbox"]);
  await screen.findByText("The file could not be read.");
});
