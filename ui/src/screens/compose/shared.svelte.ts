// The text that the posts of a batch share, while somebody writes it: its saving, what it is on each channel that follows
// it, and what becomes of words that could not be saved.
//
// Invariant: nothing that somebody typed disappears by itself, and nothing is saved in anybody else's name.

import { call, session } from "../../api";
import type { Batch } from "../../api/bindings/Batch";
import type { SharedFit } from "../../api/bindings/SharedFit";
import { Autosave } from "./autosave.svelte";

/** Words that are not in the shared text, and who changed it meanwhile; nobody when it was left before it was saved. */
export interface LostText {
  text: string;
  by: string | undefined;
}

/** What could not be saved when its batch was closed, by person and batch. */
const leftBehind = new Map<string, readonly LostText[]>();

export class SharedDraft {
  #batch = $state.raw<Batch>() as Batch;
  #fits = $state.raw<readonly SharedFit[]>([]);
  #failed = $state(false);
  #lost = $state.raw<readonly LostText[]>([]);
  #theirsFailed = $state(false);
  /** Who writes here. Whoever signs in afterwards is somebody else. */
  readonly #writer = session.person?.id;
  readonly #autosave: Autosave<string>;
  /** Texts that were replaced: a reading that was overtaken by a save still tells of them. */
  readonly #gone = new Set<string>();
  #number = 0;
  #asking = false;
  #next: string | undefined;

  /** `before` saves the posts themselves, so that none is overtaken; `saved` hears what the core answered. */
  constructor(batch: Batch, before: () => Promise<unknown>, saved: (batch: Batch) => void) {
    this.#batch = batch;
    this.#autosave = new Autosave<string>(
      { revision: batch.canonical, number: 0, content: batch.canonical },
      {
        same: (a, b) => a === b,
        save: async (base, text) => {
          await before();
          const answer = await call("shared_save", { batch_id: batch.id, base, text });
          this.#gone.add(base);
          this.#gone.delete(text);
          this.#batch = answer;
          saved(answer);
          return { revision: text, number: ++this.#number };
        },
        settled: () => {
          if (this.#autosave.state.kind === "stale") void this.takeTheirs();
        },
        mayWrite: () => this.#writer !== undefined && session.person?.id === this.#writer,
      },
    );
    this.#lost = leftBehind.get(this.#key) ?? [];
    leftBehind.delete(this.#key);
    this.#ask(batch.canonical);
  }

  get #key(): string {
    return `${this.#writer ?? ""} ${this.#batch.id}`;
  }

  /** The batch as the core told it last. */
  get batch(): Batch {
    return this.#batch;
  }

  get text(): string {
    return this.#autosave.content;
  }

  get saving() {
    return this.#autosave.state;
  }

  get lost(): readonly LostText[] {
    return this.#lost;
  }

  /** What each post that follows says with the newest words. */
  get fits(): readonly SharedFit[] {
    return this.#fits;
  }

  /** Whether the newest words could not be checked. */
  get failed(): boolean {
    return this.#failed;
  }

  /** The text that somebody else wrote could not be read yet; until it is, nothing here is saved. */
  get theirsFailed(): boolean {
    return this.#theirsFailed;
  }

  edit(text: string): void {
    this.#autosave.edit(text);
    this.#ask(text);
  }

  flush(): Promise<boolean> {
    return this.#autosave.flush();
  }

  /** The core shows this batch now. */
  meet(batch: Batch): void {
    const followed = batch.posts
      .map((post) => `${post.summary.id} ${post.linked} ${post.revision_id}`)
      .join();
    const before = this.#batch.posts
      .map((post) => `${post.summary.id} ${post.linked} ${post.revision_id}`)
      .join();
    this.#batch = batch;
    const { canonical } = batch;
    if (canonical !== this.#autosave.base && !this.#gone.has(canonical)) {
      this.#autosave.meet({ revision: canonical, number: ++this.#number, content: canonical });
    }
    if (followed !== before) this.#ask(this.text);
  }

  useLost(lost: LostText): void {
    this.dropLost(lost);
    this.edit(lost.text);
  }

  dropLost(lost: LostText): void {
    this.#lost = this.#lost.filter((other) => other !== lost);
  }

  /** The batch is closed. Saves what is not saved, and keeps what can't be. */
  async leave(): Promise<void> {
    const saved = await this.flush();
    const lost = saved ? this.#lost : [...this.#lost, { text: this.text, by: undefined }];
    if (lost.length > 0) leftBehind.set(this.#key, lost);
  }

  /** Reads the text that somebody else wrote; what is written here is kept in `lost`. */
  async takeTheirs(): Promise<void> {
    this.#theirsFailed = false;
    try {
      const theirs = await call("batch_get", { id: this.#batch.id });
      const mine = this.text;
      this.#batch = theirs;
      this.#autosave.replace({
        revision: theirs.canonical,
        number: ++this.#number,
        content: theirs.canonical,
      });
      if (mine !== theirs.canonical) {
        this.#lost = [...this.#lost, { text: mine, by: theirs.canonical_by ?? undefined }];
      }
      this.#ask(theirs.canonical);
    } catch {
      this.#theirsFailed = true;
    }
  }

  /** Asks what the text is on each channel: at once, one at a time, always about the newest words. */
  #ask(text: string): void {
    this.#next = text;
    if (!this.#asking) void this.#check();
  }

  async #check(): Promise<void> {
    this.#asking = true;
    while (this.#next !== undefined) {
      const text = this.#next;
      this.#next = undefined;
      try {
        this.#fits = await call("shared_check", { batch_id: this.#batch.id, text });
        this.#failed = false;
      } catch {
        this.#failed = true;
      }
    }
    this.#asking = false;
  }
}
