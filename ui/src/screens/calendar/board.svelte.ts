// What the calendar shows and does: the page, the filter, the chosen posts, and every act with its Undo. The core
// decides what may stand where; here is what is asked of it and how its answers are told.

import { untrack } from "svelte";
import { SvelteSet } from "svelte/reactivity";

import { apiError, call, resource, session, status } from "../../api";
import type { Calendar } from "../../api/bindings/Calendar";
import type { CalendarEntry } from "../../api/bindings/CalendarEntry";
import type { CalendarRequest } from "../../api/bindings/CalendarRequest";
import type { PlanCell } from "../../api/bindings/PlanCell";
import type { PlanDone } from "../../api/bindings/PlanDone";
import type { PlanVerdict } from "../../api/bindings/PlanVerdict";
import { announce, toast } from "../../kit/toasts.svelte";
import { words } from "../../words";
import { type GridView, shortDay, span, turn, type View } from "./days";

export type Filter = Omit<CalendarRequest, "from" | "to">;

const w = words.calendar;
const everything: Filter = { channels: [], platforms: [], states: [], people: [] };

// Kept while the window is open, so that the calendar is found as it was left.
const afresh = { view: "month" as View, date: "", filter: everything, drawer: true };
const kept = $state({ ...afresh });
// Whose page it is: the next person, or the other clinic, begins with one of their own.
let owner: string | undefined;

export const page = {
  get view() {
    return kept.view;
  },
  set view(view: View) {
    kept.view = view;
  },
  /** The day that the page is about; today until somebody turns it. */
  get date() {
    return kept.date || (status.today ?? "2026-01-01");
  },
  set date(date: string) {
    kept.date = date;
  },
  get filter() {
    return kept.filter;
  },
  set filter(filter: Filter) {
    kept.filter = filter;
  },
  get drawer() {
    return kept.drawer;
  },
  set drawer(open: boolean) {
    kept.drawer = open;
  },
  /** Back to how a new window begins. */
  reset() {
    Object.assign(kept, afresh);
  },
};

function claim(): void {
  const now = `${status.current?.kind} ${session.person?.id}`;
  if (owner !== undefined && owner !== now) page.reset();
  owner = now;
}

/** How many choices narrow the calendar; the list knows no person of a post. */
export function narrowed({ channels, platforms, states, people }: Filter, withPeople = true): number {
  return channels.length + platforms.length + states.length + (withPeople ? people.length : 0);
}

export function unfilter(): void {
  page.filter = everything;
}

const cellKey = ({ date, time }: PlanCell) => `${date}T${time}`;

export function board() {
  untrack(claim);
  const view = $derived<GridView>(page.view === "list" ? "month" : page.view);
  const days = $derived(span(view, page.date));
  const calendar = resource("calendar_get", () => ({ ...days, ...page.filter }), { keep: true });
  const chosen = new SvelteSet<string>();
  let want = $state.raw<readonly string[]>();

  const all = $derived<CalendarEntry[]>([
    ...(calendar.data?.entries ?? []),
    ...(calendar.data?.drawer ?? []),
  ]);

  function tell(done: PlanDone, text: (moved: PlanDone["outcomes"]) => string) {
    const well = done.outcomes.filter((outcome) => outcome.refused === null);
    const left = done.outcomes.filter((outcome) => outcome.refused !== null);
    const told: string[] = [];
    if (well.length > 0) told.push(text(well));
    if (left.length > 0) {
      const why = left[0]?.refused ?? "";
      told.push(done.outcomes.length === 1 ? why : w.done.refused(left.length, why));
    }
    // What a new time means is part of what was done; what was refused has been said.
    if (well.length === 1) told.push(...(well[0]?.issues ?? []).map((issue) => issue.message));
    toast(told.join(" "), done.undo === null ? undefined : () => undo(done.undo ?? ""));
  }

  async function undo(id: string) {
    await trying(async () => {
      const { outcomes } = await call("plan_undo", { undo: id });
      const left = outcomes.filter((outcome) => outcome.refused !== null);
      const [first] = left;
      want = around(outcomes.map(({ post_id }) => post_id));
      if (!first) toast(w.done.undone);
      else if (outcomes.length === 1) toast(first.refused ?? "");
      else {
        const title = first.title || w.chip.noText;
        toast(w.done.undoneSome(outcomes.length - left.length, left.length, title, first.refused ?? ""));
      }
    });
  }

  /** Where the focus may go after an act on these posts: to one of them, or to what stands after or before them. */
  function around(ids: readonly string[], without = false): string[] {
    const at = all.map(({ id }) => ids.includes(id));
    const rest = (from: number, to: number) => all.slice(from, to).filter(({ id }) => !ids.includes(id));
    const after = rest(at.lastIndexOf(true) + 1, all.length);
    const before = rest(0, Math.max(0, at.indexOf(true))).reverse();
    return [...(without ? [] : ids), ...[...after, ...before].map(({ id }) => id)];
  }

  // One act after the other: what is asked while another is under way waits for its turn and is not dropped.
  let last: Promise<unknown> = Promise.resolve();

  /** Runs an act; what goes wrong is said, and the calendar shows again how things stand. */
  function trying(run: () => Promise<void>): Promise<boolean> {
    const mine = last.then(async () => {
      try {
        await run();
        return true;
      } catch (thrown) {
        toast(apiError(thrown).message || words.kit.errors.internal);
        return false;
      } finally {
        calendar.reload();
      }
    });
    last = mine;
    return mine;
  }

  function moved(well: PlanDone["outcomes"]): string {
    const [one] = well;
    const signature = (kept: boolean | null) => (kept === null ? "" : ` ${kept ? w.done.kept : w.done.lost}`);
    if (well.length === 1 && one?.cell)
      return (
        w.done.moved(one.title || w.chip.noText, shortDay(one.cell.date, words.plan.locale), one.cell.time) +
        signature(one.signature_kept)
      );
    const lost = well.filter((outcome) => outcome.signature_kept === false).length;
    return w.done.movedMany(well.length) + (lost > 0 ? ` ${w.done.lostMany(lost)}` : "");
  }

  // What the core said of a place for a post; asked once a drag for each place.
  let verdicts = $state.raw(new Map<string, PlanVerdict>());
  const asked = new Set<string>();

  return {
    calendar,
    chosen,
    get view() {
      return view;
    },
    get days() {
      return days;
    },
    /** The posts of which the first that is there gets the focus, where an act took it away. */
    get want() {
      return want;
    },
    set want(ids: readonly string[] | undefined) {
      want = ids;
    },
    entry: (id: string) => all.find((entry) => entry.id === id),

    turn(by: 1 | -1) {
      page.date = turn(view, page.date, by);
    },
    today() {
      page.date = "";
    },

    choose(id: string, on = !chosen.has(id)) {
      if (on) chosen.add(id);
      else chosen.delete(id);
      announce(w.done.chosen(chosen.size));
    },
    chooseOnly(ids: readonly string[]) {
      const before = [...chosen];
      chosen.clear();
      for (const id of ids) chosen.add(id);
      if (ids.length === 0) want = before;
      if (ids.length > 0) announce(w.done.chosen(ids.length));
    },

    /** What is not on the page any more is not chosen any more: nothing is done to what nobody sees. */
    keepOnly(shown: ReadonlySet<string>) {
      const before = chosen.size;
      for (const id of chosen) if (!shown.has(id)) chosen.delete(id);
      if (chosen.size !== before) announce(w.done.chosen(chosen.size));
    },

    /** What the core says of a place, if it was asked. */
    verdict: (cell: PlanCell) => verdicts.get(cellKey(cell)),
    /** A drag begins: nothing is known of any place. */
    newDrag() {
      verdicts = new Map();
      asked.clear();
    },
    async ask(id: string, cells: readonly PlanCell[]) {
      const open = cells.filter((cell) => !asked.has(cellKey(cell)));
      if (open.length === 0) return;
      for (const cell of open) asked.add(cellKey(cell));
      try {
        const answers = await call("plan_check", { post_id: id, cells: [...open] });
        verdicts = new Map([
          ...verdicts,
          ...answers.map((answer) => [cellKey(answer.cell), answer] as const),
        ]);
      } catch {
        // The drop asks again, and says what is wrong.
      }
    },

    async move(id: string, cell: PlanCell): Promise<boolean> {
      let went = false;
      await trying(async () => {
        const done = await call("plan_move", { moves: [{ post_id: id, ...cell }] });
        went = done.outcomes.every((outcome) => outcome.refused === null);
        want = around([id]);
        tell(done, moved);
      });
      return went;
    },
    shift: (ids: readonly string[], days: number, minutes: number) =>
      trying(async () => {
        const done = await call("plan_shift", { post_ids: [...ids], days, minutes });
        want = around(ids);
        const cell = done.outcomes[0]?.cell;
        // The page follows a single post that is moved off it by key.
        if (
          ids.length === 1 &&
          cell &&
          (cell.date < span(view, page.date).from || cell.date > span(view, page.date).to)
        )
          page.date = cell.date;
        tell(done, moved);
      }),
    drop: (ids: readonly string[]) =>
      trying(async () => {
        const done = await call("plan_drop", { post_ids: [...ids] });
        want = around(ids);
        tell(done, (well) =>
          well.length === 1
            ? w.done.dropped(well[0]?.title || w.chip.noText)
            : w.done.droppedMany(well.length),
        );
      }),
    nextSlot: (ids: readonly string[]) =>
      trying(async () => {
        const done = await call("plan_next_slot", { post_ids: [...ids] });
        want = around(ids);
        tell(done, moved);
      }),
    hold: (ids: readonly string[]) =>
      trying(async () => {
        tell(await call("post_hold", { post_ids: [...ids] }), (well) => w.done.held(well.length));
      }),
    release: (ids: readonly string[]) =>
      trying(async () => {
        tell(await call("post_release", { post_ids: [...ids] }), (well) => w.done.released(well.length));
      }),
    putAway: (ids: readonly string[]) =>
      trying(async () => {
        const done = await call("post_put_away", { post_ids: [...ids] });
        want = around(ids, true);
        chosen.clear();
        tell(done, (well) => w.done.away(well.length));
      }),
  };
}

export type Board = ReturnType<typeof board>;
export type { Calendar };
