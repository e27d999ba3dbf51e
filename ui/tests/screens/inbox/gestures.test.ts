// What is done without words in the inbox: only what the core offers, at once or at a time; how it stands; and what came to nothing.

import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect, onTestFinished, test, vi } from "vitest";

import { toasts } from "../../../src/kit/toasts.svelte";
import Inbox from "../../../src/screens/Inbox.svelte";
import { words } from "../../../src/words";
import { refusal, stage } from "../support";

const w = words.gestures;
vi.setConfig({ testTimeout: 30_000 });
const at = (id: string, scene = {}) =>
  stage(Inbox, ["inbox", id], { person: "p-anil", fixedSigned: true, ...scene });
const thread = () => screen.getByRole("region", { name: words.inbox.thread.label });
const actions = (name: string) => screen.findByRole("button", { name });
const sheet = (name: string) => screen.findByRole("dialog", { name });
const button = (within_: HTMLElement, name: string) =>
  within(within_).findByRole<HTMLButtonElement>("button", { name });
const joseph = w.openOf("Joseph D.", "13:20");
const kavya = w.openOf("Kavya S.", "13:31");
const clean = async () => {
  const found = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
};

test("what is offered says what it does, and is done at once, on which the comment says how it stands", async () => {
  const on = at("i-kavya");
  await userEvent.click(await actions(kavya));
  const menu = await sheet(w.title("Kavya S."));
  expect(on.sent("gesture_offers").at(-1)).toEqual({ id: "k4" });
  await within(menu).findByText(w.hides.facebook);
  expect(within(menu).getByText(w.does.like())).toBeTruthy();
  expect(
    within(menu).queryByRole("button", { name: `${w.verbs.delete}…` }),
    "not the clinic's own",
  ).toBeNull();
  await clean();
  await userEvent.click(await button(menu, w.verbs.hide));
  await waitFor(() => expect(on.sent("gesture_ask")).toEqual([{ item_id: "k4", gesture: "hide", at: null }]));
  expect(toasts.current?.text).toBe(w.asked.hide);
  expect(screen.queryByRole("dialog")).toBeNull();
  await within(thread()).findByText(w.going.hide);
  await within(thread()).findByText(words.inbox.thread.hidden, {}, { timeout: 4000 });
  expect(within(thread()).queryByText(w.going.hide)).toBeNull();
  await userEvent.click(await actions(kavya));
  expect(await button(await sheet(w.title("Kavya S.")), w.verbs.show)).toBeTruthy();
});

test("what can't be done now stands there with the reason, and leads to where it is signed", async () => {
  const on = at("i-joseph", { fixedSigned: false });
  await screen.findByRole("heading", { name: "Joseph D." });
  await userEvent.keyboard("h");
  const menu = await sheet(w.title("Joseph D."));
  const hide = await button(menu, w.verbs.hide);
  expect(hide.disabled).toBe(true);
  const reason = document.getElementById(hide.getAttribute("aria-describedby") ?? "");
  expect(reason?.textContent).toMatch(/^No doctor has signed yet/);
  expect(within(menu).queryByRole("button", { name: w.laterOf(w.verbs.hide) })).toBeNull();
  const link = within(menu).getByRole("link", { name: w.signing });
  expect(link.getAttribute("href")).toBe("#/settings/fixed");
  await clean();
  expect(on.sent("gesture_ask")).toHaveLength(0);
});

test("the key is for what has the focus, or else for what would be answered", async () => {
  const on = at("i-kavya");
  (await actions(w.openOf("Prakash R.", "13:02"))).focus();
  await userEvent.keyboard("h");
  await sheet(w.title("Prakash R."));
  expect(on.sent("gesture_offers").at(-1)).toEqual({ id: "k2" });
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard("h");
  await sheet(w.title("Kavya S."));
  expect(on.sent("gesture_offers").at(-1)).toEqual({ id: "k4" });
});

test("a gesture is given a time, and what is wrong with it is said at its field", async () => {
  // As in the window, where a sheet below another is inert.
  const place = Object.assign(document.createElement("div"), { id: "sheets" });
  document.body.append(place);
  onTestFinished(() => place.remove());
  const on = at("i-kavya");
  await userEvent.click(await actions(kavya));
  await userEvent.click(await button(await sheet(w.title("Kavya S.")), w.laterOf(w.verbs.like)));
  const asking = await sheet(w.time.title(w.verbs.like));
  await userEvent.click(await button(asking, w.time.submit));
  await within(asking).findByText(words.plan.needTime);
  expect(on.sent("gesture_ask"), "nothing without a time").toHaveLength(0);
  const time = within(asking).getByLabelText<HTMLInputElement>(words.plan.time);
  await fireEvent.input(time, { target: { value: "9" } });
  await userEvent.click(await button(asking, w.time.submit));
  await within(asking).findByText("This time has passed.");
  expect(time.getAttribute("aria-invalid")).toBe("true");
  await fireEvent.input(time, { target: { value: "18.30" } });
  await clean();
  await userEvent.click(await button(asking, w.time.submit));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(on.sent("gesture_ask").at(-1)).toEqual({
    item_id: "k4",
    gesture: "like",
    at: { date: "2026-11-20", time: "18:30" },
  });
  const tag = await within(thread()).findByText(new RegExp(`^${w.toBe.like} ${w.at}`));
  expect(tag.textContent).toContain("18:30");
});

test("deleting what the clinic wrote asks once more, and the rest of its menu is empty of others' gestures", async () => {
  const on = at("i-kavya");
  await userEvent.click(await actions(w.openOurs("13:10")));
  const menu = await sheet(w.titleOurs);
  await userEvent.click(await button(menu, `${w.verbs.delete}…`));
  expect(within(menu).queryByRole("button", { name: w.verbs.hide })).toBeNull();
  const sure = await sheet(w.deleting.title);
  expect(sure.textContent).toContain("We will answer you here soon.");
  expect(on.sent("gesture_ask")).toHaveLength(0);
  await userEvent.click(await button(sure, w.deleting.yes));
  await waitFor(() =>
    expect(on.sent("gesture_ask")).toEqual([{ item_id: "k3", gesture: "delete", at: null }]),
  );
  await within(thread()).findByText(w.going.delete);
  await within(thread()).findByText(words.inbox.thread.gone, {}, { timeout: 4000 });
  expect(screen.queryByRole("button", { name: w.openOurs("13:10") }), "nothing is left to do").toBeNull();
});

test("a refusal stays in the sheet, and the offers that could not be read can be asked for again", async () => {
  const on = at("i-kavya");
  on.answer("gesture_offers", () => {
    throw refusal("internal", "The file could not be read.");
  });
  await userEvent.click(await actions(kavya));
  const menu = await sheet(w.title("Kavya S."));
  await within(menu).findByText(w.notRead);
  on.answer("gesture_offers", (_, go) => go());
  await userEvent.click(await button(menu, words.kit.errors.retry));
  on.answer("gesture_ask", () => {
    throw refusal("invalid", "This is done already. Please look again.", "gesture");
  });
  await userEvent.click(await button(menu, w.verbs.like));
  await within(menu).findByText("This is done already. Please look again.");
});

test("where a platform takes nothing it says so, and a message has no such button", async () => {
  const on = at("i-joseph");
  on.answer("gesture_offers", () => []);
  await userEvent.click(await actions(joseph));
  const menu = await sheet(w.title("Joseph D."));
  await within(menu).findByText(w.noneText("Facebook"));
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByRole("link", { name: /Lakshmi/ }));
  await screen.findByRole("heading", { name: "Lakshmi P." });
  expect(within(thread()).queryByRole("button", { name: /^Actions/ })).toBeNull();
  await userEvent.keyboard("h");
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("what stands, what is planned and what came to nothing is told on what it was made on", async () => {
  at("i-kavya");
  await within(await screen.findByRole("region", { name: "Kavya S." })).findByText(w.not.like);
  expect(thread().textContent).toContain("Facebook does not let the clinic’s page do this.");
  expect(thread().textContent).toContain(`${w.toBe.hide} ${w.at} Sat 21 Nov, 08:00`);
  await userEvent.click(screen.getByRole("link", { name: /Joseph/ }));
  await within(thread()).findByText(w.done.like);
});

test("what is under way is listed with the answers, given another time, called off, tried again and put away", async () => {
  const on = at("i-kavya");
  await userEvent.click(await actions(words.inbox.outgoing.title));
  const list = await sheet(words.inbox.outgoing.title);
  const own = await within(list).findByRole("region", { name: w.outgoing.title });
  await clean();
  const [missed, refused, planned] = within(own).getAllByRole("listitem");
  expect(missed?.textContent).toContain(w.outgoing.states.missed);
  expect(refused?.textContent).toContain("(#200) Permissions error");
  expect(planned?.textContent).toContain("Same here");
  expect(planned?.textContent).toContain("Sat 21 Nov, 08:00");

  const hide = w.outgoing.on.hide("Prakash R.");
  await userEvent.click(await button(own, w.outgoing.timeOf(hide)));
  const asking = await sheet(w.time.again(w.verbs.hide));
  const time = within(asking).getByLabelText<HTMLInputElement>(words.plan.time);
  expect(time.value).toBe("08:00");
  await fireEvent.input(time, { target: { value: "10:15" } });
  await userEvent.click(await button(asking, w.time.submit));
  await within(own).findByText(/10:15/);
  expect(on.sent("gesture_plan")).toEqual([{ id: "g-k2-hide-0", at: { date: "2026-11-21", time: "10:15" } }]);

  await userEvent.click(await button(own, w.outgoing.callOffOf(hide)));
  await waitFor(() => expect(within(own).queryByText(hide)).toBeNull());
  await userEvent.click(await button(own, w.outgoing.againOf(w.outgoing.on.like("Kavya S."))));
  await within(own).findByText(w.outgoing.states.going);
  await userEvent.click(await button(own, w.outgoing.putAwayOf(w.outgoing.on.like("نادية"))));
  await within(list).findByText(words.inbox.outgoing.none, {}, { timeout: 4000 });
  expect(on.sent("gesture_again")).toHaveLength(1);
  expect(on.sent("gesture_call_off")).toHaveLength(2);
});

test("an error of either list stands beside the other, and is no emptiness", async () => {
  const on = at("i-kavya", { fixedSigned: false });
  on.answer("gesture_list", () => {
    throw refusal("internal", "The file could not be read.");
  });
  await userEvent.click(await actions(words.inbox.outgoing.title));
  const list = await sheet(words.inbox.outgoing.title);
  await within(list).findByText(w.outgoing.notRead);
  expect(within(list).queryByText(words.inbox.outgoing.none)).toBeNull();
});
