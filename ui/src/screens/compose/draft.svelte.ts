// A post while somebody writes in it: its content and saving, its checks, its pictures, and what becomes of words that
// could not be saved.
//
// Invariant: nothing that somebody typed disappears by itself, and nothing is saved in anybody else's name. What can't be
// saved stays in `lost` until the person lets it go, also when the post is closed and opened again.

import { call, session } from "../../api";
import type { Content } from "../../api/bindings/Content";
import type { Picture } from "../../api/bindings/Picture";
import type { Post } from "../../api/bindings/Post";
import { Autosave } from "./autosave.svelte";
import { same } from "./content";
import { LiveReport } from "../../kit/live.svelte";

/** Words that are not in the post, and why. */
export interface Lost {
  content: Content;
  /** Who changed the post meanwhile; nothing when it was left before it could be saved. */
  by: string | undefined;
}

/** What could not be saved when its post was closed, by person and post. */
const leftBehind = new Map<string, readonly Lost[]>();

function headOf(post: Post) {
  return { revision: post.revision_id, number: post.revision_number, content: post.content };
}

export class PostDraft {
  #post = $state.raw<Post>() as Post;
  #pictures = $state.raw<ReadonlyMap<string, Picture>>(new Map());
  #lost = $state.raw<readonly Lost[]>([]);
  #takenFrom = $state<string>();
  #theirsFailed = $state(false);
  /** Who writes here. Whoever signs in afterwards is somebody else. */
  readonly #writer = session.person?.id;
  readonly #autosave: Autosave;
  readonly #live: LiveReport;
  #left = false;

  constructor(post: Post) {
    this.#post = post;
    this.addPictures(post.pictures);
    this.#autosave = new Autosave(headOf(post), {
      same,
      save: async (base_revision, content) => {
        const saved = await call("post_save", { id: post.summary.id, base_revision, content });
        this.#know(saved);
        return { revision: saved.revision_id, number: saved.revision_number };
      },
      settled: () => this.#settled(),
      mayWrite: () => this.#writer !== undefined && session.person?.id === this.#writer,
    });
    this.#live = new LiveReport(post.report, (content) =>
      call("content_check", { channel_id: post.summary.channel_id, content }),
    );
    this.#lost = leftBehind.get(this.#key) ?? [];
    leftBehind.delete(this.#key);
  }

  get #key(): string {
    return `${this.#writer ?? ""} ${this.#post.summary.id}`;
  }

  /** The post as the core told it last; its content may be older than what is written here. */
  get post(): Post {
    return this.#post;
  }

  get content(): Content {
    return this.#autosave.content;
  }

  /** Whether it says or shows anything yet. */
  get blank(): boolean {
    return this.content.parts.every((part) => part.text.trim() === "" && part.media.length === 0);
  }

  get saving() {
    return this.#autosave.state;
  }

  get live(): LiveReport {
    return this.#live;
  }

  get pictures(): ReadonlyMap<string, Picture> {
    return this.#pictures;
  }

  get lost(): readonly Lost[] {
    return this.#lost;
  }

  /** Who changed the post while it was only being looked at; said once. */
  get takenFrom(): string | undefined {
    return this.#takenFrom;
  }

  /** The version that somebody else made could not be read yet. */
  get theirsFailed(): boolean {
    return this.#theirsFailed;
  }

  get locked(): boolean {
    return this.#post.locked_because !== null;
  }

  edit(content: Content): void {
    if (this.locked) return;
    this.#takenFrom = undefined;
    this.#autosave.edit(content);
    // An undo, or a picture that took its time: nobody is there any more to see it saved, or not saved.
    if (this.#left) void this.leave();
    else this.#live.ask(content);
  }

  /** Puts `before` back in the place of `after`. Words that were written since then stay; `before` is kept beside them. */
  undo(before: Content, after: Content): void {
    if (same(this.content, after)) this.edit(before);
    else this.keep(before);
  }

  /** Remembers pictures, so that they can be shown before the core tells of them with the post. */
  addPictures(pictures: readonly Picture[]): void {
    this.#pictures = new Map([
      ...this.#pictures,
      ...pictures.map((picture) => [picture.digest, picture] as const),
    ]);
  }

  flush(): Promise<boolean> {
    return this.#autosave.flush();
  }

  /** The core shows this post now. */
  meet(post: Post): void {
    this.#know(post);
    if (this.#autosave.meet(headOf(post))) {
      // What the writer's own shared text brought here is no news to them.
      this.#takenFrom = post.revised_by === session.person?.name ? undefined : post.revised_by;
      this.#live.set(post.report);
    }
  }

  /** Lets the post say what the shared text says, and go on following it. Answers whether it does. */
  async follow(): Promise<boolean> {
    if (!(await this.flush())) return false;
    this.meet(
      await call("post_follow", { id: this.#post.summary.id, base_revision: this.#post.revision_id }),
    );
    return true;
  }

  /** Keeps an older content at hand, where putting it back would take newer words away. */
  keep(content: Content): void {
    this.#lost = [...this.#lost, { content, by: undefined }];
    if (this.#left) void this.leave();
  }

  /** Puts words that could not be saved in the place of what is there. */
  useLost(lost: Lost): void {
    this.dropLost(lost);
    this.edit(lost.content);
  }

  dropLost(lost: Lost): void {
    this.#lost = this.#lost.filter((other) => other !== lost);
  }

  /** The post was put away: nothing of it is saved any more. */
  stop(): void {
    this.#autosave.stop();
    this.#live.stop();
    this.#lost = [];
  }

  /** The screen is left. Saves what is not saved, and keeps what can't be. */
  async leave(): Promise<void> {
    this.#left = true;
    this.#live.stop();
    const saved = await this.flush();
    const lost = saved ? this.#lost : [...this.#lost, { content: this.content, by: undefined }];
    this.#lost = [];
    if (lost.length > 0) leftBehind.set(this.#key, [...(leftBehind.get(this.#key) ?? []), ...lost]);
  }

  /** Reads the version that somebody else made; what is written here is kept in `lost`. */
  async takeTheirs(): Promise<void> {
    this.#theirsFailed = false;
    try {
      const theirs = await call("post_get", { id: this.#post.summary.id });
      const mine = this.content;
      this.#know(theirs);
      this.#autosave.replace(headOf(theirs));
      this.#live.set(theirs.report);
      if (!same(mine, theirs.content)) {
        this.#lost = [...this.#lost, { content: mine, by: theirs.revised_by }];
      }
    } catch {
      this.#theirsFailed = true;
    }
  }

  #settled(): void {
    if (this.#autosave.state.kind === "stale") void this.takeTheirs();
    // What somebody else saved while ours was on its way was passed over; now it can be told apart.
    else this.#autosave.meet(headOf(this.#post));
  }

  #know(post: Post): void {
    if (post.revision_number < this.#post.revision_number) return;
    this.#post = post;
    this.addPictures(post.pictures);
  }
}
