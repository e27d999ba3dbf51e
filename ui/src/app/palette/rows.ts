// What the palette offers, and which of it fits what is typed.
//
// What is found is a function of what is typed and of nothing else: Enter never does what stood there a key ago.

import type { PostSummary } from "../../api/bindings/PostSummary";
import { fit } from "../../kit/narrow";
import { screens, type Screen } from "../../kit/route.svelte";
import type { ShortcutGroup } from "../../kit/shortcuts.svelte";
import { toast } from "../../kit/toasts.svelte";
import { words } from "../../words";

export interface Row {
  id: string;
  label: string;
  /** Other words that it is found by. */
  also?: string;
  /** The key that does the same. */
  key?: string;
  /** Where it belongs, when its label does not say so. */
  of?: string;
  post?: PostSummary;
  /** Called after the palette has closed and the focus is back where it was. */
  run: () => void;
}

export interface Group {
  title: string;
  rows: Row[];
}

/** Every place there is. */
export function places(go: (screen: Screen, id?: string) => void): Row[] {
  const say = words.palette;
  return [
    ...screens.map((screen, index) => ({
      id: `to-${screen}`,
      label: words.app.rail[screen],
      key: `Alt+${index + 1}`,
      run: () => go(screen),
    })),
    { id: "to-queue", label: say.list, run: () => go("queue") },
    ...Object.entries(words.settings.sections).map(([section, name]) => ({
      id: `to-settings-${section}`,
      label: say.section(name),
      run: () => go("settings", section),
    })),
  ];
}

/** What the keys of the screen do now, each once, as a key would find it: the innermost first to be asked. */
export function actsOf(groups: readonly ShortcutGroup[], without: ReadonlySet<string>): Row[] {
  const taken = new Set(without);
  const rows: Row[] = [];
  for (const { title, shortcuts } of [...groups].reverse()) {
    const mine: Row[] = [];
    for (const { key, label, run, when } of shortcuts) {
      if (taken.has(key) || !(when?.() ?? true)) continue;
      taken.add(key);
      mine.push({
        id: `key-${key}`,
        label,
        key,
        of: title,
        // The window may have moved on while the palette was open.
        run: () => ((when?.() ?? true) ? run() : toast(words.palette.over(label))),
      });
    }
    rows.unshift(...mine);
  }
  return rows;
}

function rank(row: Row, typed: string): number | undefined {
  const own = fit(row.label, typed);
  if (own !== undefined) return own;
  return fit(`${row.label} ${row.of ?? ""} ${row.also ?? ""}`, typed) === undefined ? undefined : 3;
}

/** The groups with what fits, the better fitting group first; all of it while nothing is typed. */
export function fitting(groups: readonly Group[], typed: string): Group[] {
  if (typed.trim() === "") return groups.filter(({ rows }) => rows.length > 0);
  return groups
    .map(({ title, rows }) => {
      const fits = rows
        .flatMap((row) => {
          const place = rank(row, typed);
          return place === undefined ? [] : [{ row, place }];
        })
        .sort((a, b) => a.place - b.place);
      return { title, best: fits[0]?.place ?? Infinity, rows: fits.map(({ row }) => row) };
    })
    .filter(({ rows }) => rows.length > 0)
    .sort((a, b) => a.best - b.best);
}
