// Saving by itself what somebody writes: a moment after the last key, and never later than two seconds after the first
// one that is not saved. What it shows is what is true: nothing is called saved before the core has answered.
//
// Invariant: one save is under way at a time, each upon the revision that the one before it made; the newest content is
// never lost by an answer that comes late.

import type { ApiError } from "../../api/bindings/ApiError";
import type { Content } from "../../api/bindings/Content";
import { apiError } from "../../api";

/** How long nothing is typed before it is saved. */
export const QUIET_MS = 800;
/** The longest that anything typed stays unsaved. */
export const CEILING_MS = 2000;

/** Where a text stands. */
export type SaveState =
  /** Nothing was changed here yet. */
  | { kind: "untouched" }
  /** Changed, and about to be saved. */
  | { kind: "changed" }
  | { kind: "saving" }
  | { kind: "saved"; at: number }
  /** Not saved, and why; it is tried again with the next key, or on demand. */
  | { kind: "failed"; error: ApiError }
  /** Somebody else changed the post meanwhile; saving would overwrite that. */
  | { kind: "stale" };

/** What a save answers: the revision to build the next one upon. */
export interface Saved {
  revision: string;
  number: number;
}

interface Head<T> extends Saved {
  content: T;
}

interface Ways<T> {
  /** Keeps `content` upon the revision `base`. */
  save: (base: string, content: T) => Promise<Saved>;
  /** Whether two contents say the same. */
  same: (a: T, b: T) => boolean;
  /** Called after each save, however it ended. */
  settled?: () => void;
  /** Whether whoever wrote is still there: as long as nobody or somebody else is, nothing is saved, and nothing lost. */
  mayWrite?: () => boolean;
}

export class Autosave<T = Content> {
  #content = $state.raw<T>() as T;
  #state = $state.raw<SaveState>({ kind: "untouched" });

  #head: Head<T>;
  readonly #ways: Ways<T>;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #ceiling: ReturnType<typeof setTimeout> | undefined;
  /** The save under way, if there is one. */
  #running: Promise<void> | undefined;

  constructor(head: Head<T>, ways: Ways<T>) {
    this.#head = head;
    this.#content = head.content;
    this.#ways = ways;
  }

  #mayWrite(): boolean {
    return this.#ways.mayWrite?.() ?? true;
  }

  /** What the editor shows. */
  get content(): T {
    return this.#content;
  }

  get state(): SaveState {
    return this.#state;
  }

  /** The revision that the next save builds upon. */
  get base(): string {
    return this.#head.revision;
  }

  /** Whether something is here that the core does not have yet. */
  get dirty(): boolean {
    return !this.#ways.same(this.#content, this.#head.content);
  }

  /** The content changed under somebody's hands. */
  edit(content: T): void {
    this.#content = content;
    if (this.#state.kind === "stale") return;
    if (!this.dirty && !this.#running) {
      // Typed and taken back: there is nothing to save.
      this.#stopClocks();
      if (this.#state.kind === "changed" || this.#state.kind === "failed")
        this.#state = { kind: "untouched" };
      return;
    }
    if (this.#state.kind !== "saving") this.#state = { kind: "changed" };
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => void this.#write(), QUIET_MS);
    this.#ceiling ??= setTimeout(() => void this.#write(), CEILING_MS);
  }

  /** Saves now whatever is not saved. Answers whether everything is with the core afterwards. */
  async flush(): Promise<boolean> {
    await this.#running;
    if (this.#state.kind !== "stale" && this.dirty) await this.#write();
    return !this.dirty && this.#state.kind !== "stale";
  }

  /**
   * The core shows this head. What is newer than ours and was not made here is taken over, unless something unsaved is
   * here: then the save finds out, and the person decides. Answers whether the text was replaced.
   */
  meet(head: Head<T>): boolean {
    // While a save is under way the new head may well be our own.
    if (this.#running || head.number <= this.#head.number || this.dirty) return false;
    const replaced = !this.#ways.same(head.content, this.#content);
    this.#head = head;
    if (replaced) this.replace(head);
    return replaced;
  }

  /** Puts a head in the place of everything here. */
  replace(head: Head<T>): void {
    this.#stopClocks();
    this.#head = head;
    this.#content = head.content;
    this.#state = { kind: "untouched" };
  }

  /** Forgets what is not saved: the post is put away. */
  stop(): void {
    this.#stopClocks();
    this.#content = this.#head.content;
  }

  #stopClocks(): void {
    clearTimeout(this.#quiet);
    clearTimeout(this.#ceiling);
    this.#quiet = this.#ceiling = undefined;
  }

  async #write(): Promise<void> {
    this.#stopClocks();
    if (this.#running) {
      // What was typed meanwhile goes as soon as the answer is there.
      await this.#running;
      if (this.dirty && this.#state.kind !== "stale" && this.#mayWrite()) await this.#write();
      return;
    }
    if (!this.dirty || !this.#mayWrite()) return;
    this.#running = this.#writeOnce().finally(() => {
      this.#running = undefined;
      this.#ways.settled?.();
    });
    await this.#running;
  }

  async #writeOnce(): Promise<void> {
    const content = this.#content;
    this.#state = { kind: "saving" };
    try {
      const saved = await this.#ways.save(this.#head.revision, content);
      this.#head = { ...saved, content };
      this.#state = this.dirty ? { kind: "changed" } : { kind: "saved", at: Date.now() };
    } catch (thrown) {
      const error = apiError(thrown);
      if (error.code === "stale") {
        this.#stopClocks();
        this.#state = { kind: "stale" };
      } else {
        // What could not be saved may have been taken back meanwhile.
        this.#state = this.dirty ? { kind: "failed", error } : { kind: "untouched" };
      }
    }
  }
}
