// Keys that do what a button does. A component registers its own while it is on the screen; the help sheet lists them.

import { getContext, setContext, untrack } from "svelte";

export interface Shortcut {
  /** The key, as `KeyboardEvent.key` says it; `Alt+1`, `Control+z` with modifiers. Letters in lower case. */
  key: string;
  /** What it does, in the words of its button. */
  label: string;
  run: () => void;
  /** Whether it works now; always, unless given. */
  when?: () => boolean;
  /** Works while a text field has the cursor, too. Only for keys with Control or Alt. */
  inFields?: boolean;
}

export interface ShortcutGroup {
  title: string;
  shortcuts: readonly Shortcut[];
}

// Groups in order of registration, the innermost last: it is asked first. A sheet is a floor of its own: only the keys of
// the topmost floor are heard, so that A never signs a post behind a sheet, nor on a sheet behind another.
const FLOOR = Symbol("floor");
const GROUND = {};
let groups = $state.raw<readonly { floor: object; read: () => ShortcutGroup }[]>([]);
let floors = $state.raw<readonly object[]>([GROUND]);
const isOnTop = (entry: { floor: object }) => entry.floor === floors.at(-1);

/** Registers keys for as long as the calling component is there. Call while it is set up. */
export function shortcuts(read: () => ShortcutGroup): void {
  const entry = { floor: getContext<object | undefined>(FLOOR) ?? GROUND, read };
  $effect(() => {
    untrack(() => (groups = [...groups, entry]));
    return () => {
      groups = untrack(() => groups).filter((other) => other !== entry);
    };
  });
}

/**
 * Makes the calling component, a sheet, a floor of its own for the keys inside it: above all that are there when it
 * opens, for as long as it is there. Call while it is set up.
 */
export function shortcutFloor(): void {
  const floor = {};
  setContext(FLOOR, floor);
  $effect(() => muteShortcuts(floor));
}

/** Mutes the keys of every floor but `floor`; of all, without one. Returns what ends it. */
export function muteShortcuts(floor: object = {}): () => void {
  untrack(() => (floors = [...floors, floor]));
  return () => {
    floors = untrack(() => floors).filter((other) => other !== floor);
  };
}

/** The groups whose keys work now, for the help sheet. */
export function activeShortcuts(): ShortcutGroup[] {
  return groups.filter(isOnTop).map((entry) => entry.read());
}

function pressed(event: KeyboardEvent): string {
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push("Control");
  if (event.altKey) parts.push("Alt");
  // Shift is part of what a printing key gives (`?`); with others it is named.
  if (event.shiftKey && event.key.length > 1) parts.push("Shift");
  parts.push(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  return parts.join("+");
}

/** Whether keys belong to what has the focus: a text field, a list, an open menu. */
function takesKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="menu"], [role="listbox"], [role="combobox"]'))
    return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Whether Enter or Space would press what has the focus. */
function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("button, a[href], summary, input, [role='tab']") !== null
  );
}

/** The one listener for keys. The page puts it on the window. */
export function onKeydown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const key = pressed(event);
  const inField = takesKeys(event.target);
  if ((key === "Enter" || key === " ") && isPressable(event.target)) return;
  for (const entry of [...groups].reverse()) {
    if (!isOnTop(entry)) continue;
    const found = entry
      .read()
      .shortcuts.find(
        (shortcut) => shortcut.key === key && (!inField || shortcut.inFields) && (shortcut.when?.() ?? true),
      );
    if (found) {
      event.preventDefault();
      // A key that is held down signs one post, not twenty; moving may repeat.
      if (!event.repeat || /^(j|k|Arrow|Alt\+Arrow)/.test(key)) found.run();
      return;
    }
  }
}
