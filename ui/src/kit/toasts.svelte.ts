// What was just done and can still be undone, for eight seconds; and what is said to ears only.

/** How long a toast stays, unless somebody points at it or tabs into it. */
export const TOAST_MS = 8000;

export interface Toast {
  readonly id: number;
  /** What happened, and what stayed true ("Moved to Friday. Signature kept."). */
  readonly text: string;
  readonly undo?: () => void | Promise<void>;
}

let next = 1;
let current = $state.raw<Toast | undefined>();
let said = $state("");

export const toasts = {
  get current() {
    return current;
  },
  get said() {
    return said;
  },
  dismiss(id: number) {
    if (current?.id === id) current = undefined;
  },
  /** Another person sits here now: what the one before did is not theirs to undo. */
  clear() {
    current = undefined;
  },
};

/** Shows what was done, with Undo. The newest replaces the one before it. */
export function toast(text: string, undo?: () => void | Promise<void>): void {
  current = { id: next++, text, undo };
}

/** Says something to assistive technology without showing it: a move by key, a save. */
export function announce(text: string): void {
  // The same words twice are read out twice only if the text differs.
  said = said === text ? `${text}\u00a0` : text;
}
