// The desk of the inbox: which list is shown and through which filter, the conversation that is open, those that are chosen,
// and what is done with them.
//
// Invariant: a conversation counts as read once it is open and on the screen, and what was new in it stays marked for as long as it
// is open. What is chosen is always among what is shown.

import { untrack } from "svelte";
import { SvelteSet } from "svelte/reactivity";

import { apiError, call, resource, session, status } from "../../api";
import { reading } from "../../api/resource.svelte";
import type { ApiError } from "../../api/bindings/ApiError";
import type { Conversation } from "../../api/bindings/Conversation";
import type { ConversationSummary } from "../../api/bindings/ConversationSummary";
import type { InboxAct } from "../../api/bindings/InboxAct";
import { go, route } from "../../kit/route.svelte";
import { announce, toast } from "../../kit/toasts.svelte";
import { words } from "../../words";
import { everything, type Filter, narrowed } from "./filter";
import { between, grouped } from "./groups";
import { conversations } from "./list.svelte";
import { inverse } from "./undo";

/** How many more of a long conversation are shown each time that somebody asks. */
const EARLIER = 500;

/** What is asked before something is done. */
export type Asking = "snooze" | "tag" | "tier" | "reading" | "view" | "outgoing";

export function desk() {
  const w = words.inbox;
  let filter = $state.raw<Filter>(everything);
  const list = conversations(() => filter);
  const groups = $derived(grouped(filter.view, filter.text, list.rows));
  const ids = $derived(groups.flatMap(({ rows }) => rows.map(({ id }) => id)));

  const here = $derived(route.screen === "inbox");
  const selected = $derived(here ? route.id : undefined);
  // How much of a long conversation somebody wanted to see; of another one it is as much as at first.
  let more = $state.raw<number>();
  const opened = reading(
    "inbox_open",
    () => (selected === undefined ? undefined : { id: selected, most: null }),
    ({ id }) => call("inbox_open", { id, most: more ?? null }),
  );
  const emergencies = resource("inbox_emergencies", () => null);
  const people = resource("person_list", () => null);

  const chosen = new SvelteSet<string>();
  let anchor: string | undefined;
  let asking = $state<Asking>();
  let busy = $state(false);
  let failure = $state.raw<ApiError>();
  let freshFrom = $state.raw<{ of: string; item: string | undefined }>();

  // The core answers when another conversation may be open already, or another screen.
  let there = true;
  $effect(() => () => void (there = false));
  const at = (id: string) => there && route.screen === "inbox" && route.id === id;

  $effect(() => {
    const data = opened.data;
    if (data) untrack(() => seen(data));
  });
  // What was put off comes back by the clock alone, and nothing is written then: the counts tell.
  const totals = $derived(JSON.stringify(status.current?.inbox ?? null));
  let counted: string | undefined;
  $effect(() => {
    const now = totals;
    untrack(() => {
      if (counted !== undefined && counted !== now) {
        list.page.reload();
        emergencies.reload();
      }
      counted = now;
    });
  });
  $effect.pre(() => {
    void selected;
    untrack(() => {
      failure = undefined;
      more = undefined;
      if (asking === "tier") asking = undefined;
    });
  });
  // Nothing is chosen that nobody sees.
  $effect(() => {
    const shown = new Set(ids);
    untrack(() => {
      for (const id of [...chosen]) if (!shown.has(id)) chosen.delete(id);
    });
  });

  function seen(data: Conversation) {
    const { id, unread } = data.summary;
    if (freshFrom?.of !== id) {
      const first = data.items.findIndex((item) => item.unread);
      // Where all of it is new nothing has to be set apart.
      freshFrom = { of: id, item: first > 0 ? data.items[first]?.id : undefined };
    }
    // On a desk that nobody sits at nothing is read.
    if (unread && document.hasFocus()) call("inbox_read", { id }).catch(() => undefined);
  }

  /** The rows with these ids as the list or the open conversation shows them. */
  function rowsOf(wanted: readonly string[]): ConversationSummary[] {
    const known = new Map(list.rows.map((row) => [row.id, row]));
    const open = opened.data?.summary;
    if (open && !known.has(open.id)) known.set(open.id, open);
    return wanted.flatMap((id) => known.get(id) ?? []);
  }

  function told(act: InboxAct, n: number): string {
    switch (act.act) {
      case "assign":
        return act.to === null
          ? w.told.unassigned(n)
          : w.told.assigned(n, people.data?.find(({ id }) => id === act.to)?.name ?? "");
      case "snooze":
        return w.told.snoozed(n);
      case "done":
        return w.told.done(n);
      case "reopen":
        return w.told.reopened(n);
      case "tag":
        return w.told.tagged(n, act.tag);
      case "untag":
        return w.told.untagged(n, act.tag);
    }
  }

  /** Does one thing with some conversations, and offers to undo it where that leads back exactly. */
  async function change(act: InboxAct, wanted: readonly string[]): Promise<boolean> {
    const rows = rowsOf(wanted);
    if (rows.length === 0 || busy) return false;
    const back = inverse(act, rows);
    const leaves = act.act === "done" || act.act === "snooze";
    const next = leaves ? after(wanted) : undefined;
    busy = true;
    failure = undefined;
    try {
      await call("inbox_change", { ids: rows.map(({ id }) => id), act });
      for (const { id } of rows) chosen.delete(id);
      toast(told(act, rows.length), back && back.length > 0 ? () => undo(back) : undefined);
      if (leaves && there && selected !== undefined && wanted.includes(selected) && filter.view !== "done")
        go("inbox", next, { replace: true });
      return true;
    } catch (thrown) {
      failure = apiError(thrown);
      return false;
    } finally {
      busy = false;
    }
  }

  async function undo(back: NonNullable<ReturnType<typeof inverse>>) {
    try {
      for (const step of back) await call("inbox_change", step);
      announce(words.kit.undone);
    } catch (thrown) {
      toast(w.told.undoFailed(apiError(thrown).message));
    }
  }

  /** What is open once these are gone: the one behind the open one, or else before it. */
  function after(gone: readonly string[]): string | undefined {
    const place = selected === undefined ? -1 : ids.indexOf(selected);
    if (place < 0) return undefined;
    const stays = (id: string) => !gone.includes(id);
    return ids.slice(place + 1).find(stays) ?? ids.slice(0, place).reverse().find(stays);
  }

  /** Runs what changes the open conversation and answers with it. */
  async function answered(id: string, ask: () => Promise<Conversation>): Promise<boolean> {
    failure = undefined;
    busy = true;
    try {
      const fresh = await ask();
      if (at(id)) opened.set(fresh);
      return true;
    } catch (thrown) {
      const error = apiError(thrown);
      if (at(id)) failure = error;
      else toast(error.message);
      return false;
    } finally {
      busy = false;
    }
  }

  function show(next: Filter) {
    if (next.view !== filter.view) chosen.clear();
    filter = next;
  }

  /** Shows more of a long conversation. */
  function earlier() {
    if (!opened.data) return;
    more = opened.data.items.length + EARLIER;
    opened.reload();
  }

  /** Shows what else stands under a post, and nothing else. */
  function under(post: string) {
    show({ ...everything, under: post });
  }

  function move(by: 1 | -1) {
    const place = selected === undefined ? -1 : ids.indexOf(selected);
    const to = place < 0 ? ids[0] : ids[place + by];
    if (to === undefined) {
      if (by > 0) void list.more();
      return;
    }
    go("inbox", to, { replace: selected !== undefined });
    const row = list.rows.find(({ id }) => id === to);
    if (row) announce(`${row.author}. ${row.words}`);
  }

  /** Chooses one for doing the same with several; `range` takes all from the last that was chosen. */
  function choose(id: string, range = false) {
    if (range) for (const one of between(ids, anchor ?? selected, id)) chosen.add(one);
    else if (chosen.has(id)) chosen.delete(id);
    else chosen.add(id);
    anchor = id;
  }

  return {
    list,
    opened,
    emergencies,
    people,
    chosen,
    get filter() {
      return filter;
    },
    set filter(next: Filter) {
      show(next);
    },
    get narrowed() {
      return narrowed(filter);
    },
    get groups() {
      return groups;
    },
    get selected() {
      return selected;
    },
    get open() {
      return opened.data;
    },
    /** The first item of the open conversation that is new to the reader. */
    get fresh() {
      return freshFrom && freshFrom.of === selected ? freshFrom.item : undefined;
    },
    get counts() {
      return status.current?.inbox;
    },
    get tags(): readonly string[] {
      return list.page.data?.tags ?? [];
    },
    get busy() {
      return busy;
    },
    get failure() {
      return failure;
    },
    get asking() {
      return asking;
    },
    set asking(next: Asking | undefined) {
      asking = next;
    },
    get now(): number {
      return status.current?.now.at ?? Date.now();
    },
    /** What an act is about: those that are chosen, or else the open one. */
    get about(): string[] {
      return chosen.size > 0 ? ids.filter((id) => chosen.has(id)) : selected === undefined ? [] : [selected];
    },
    get me() {
      return session.person?.id;
    },
    /** Somebody is back at the window: what is open is read. */
    look: () => opened.data && seen(opened.data),
    change,
    move,
    choose,
    chooseAll: () => ids.forEach((id) => chosen.add(id)),
    earlier,
    /** Whether more of it is on its way. */
    get adding() {
      const open = opened.data;
      return open !== undefined && open.earlier > 0 && open.items.length < (more ?? 0) && !opened.error;
    },
    under,
    reset: () => (filter = { ...everything, view: filter.view }),
    note: (id: string, text: string) =>
      answered(id, () => call("inbox_note", { id, words: text, most: more ?? null })),
    chooseTier: (id: string, tier: ConversationSummary["tier"], why: string) =>
      answered(id, () => call("inbox_choose_tier", { id, tier, why, most: more ?? null })),
  };
}

export type Desk = ReturnType<typeof desk>;
