// The doctor's desk: what lies in the queue, the sheet that is open, and the decisions upon it.
//
// Invariant: what is decided is decided on the sheet that is on the screen. A version that arrives while one is read
// never takes its place by itself; it is announced, and until it is shown nothing can be signed.

import { untrack } from "svelte";

import { act, apiError, call, resource, session, signPosts, type Resource } from "../../api";
import type { ApiError } from "../../api/bindings/ApiError";
import type { PostSummary } from "../../api/bindings/PostSummary";
import type { ReviewSheet } from "../../api/bindings/ReviewSheet";
import { go, route } from "../../kit/route.svelte";
import { announce } from "../../kit/toasts.svelte";
import { words } from "../../words";
import { drafts } from "./drafts.svelte";

export type Ask = "changes" | "reject";
type Busy = "sign" | "revoke" | "ask" | "show";

const sameText = (a: ReviewSheet, b: ReviewSheet) =>
  a.manifest === b.manifest && a.post.revision_id === b.post.revision_id;

export function desk() {
  const w = words.review;
  const queue = resource("review_queue", () => null);
  const here = $derived(route.screen === "review");
  const selected = $derived(here ? route.id : undefined);
  const opened = resource("review_open", () => (selected === undefined ? undefined : { id: selected }));

  let shown = $state.raw<ReviewSheet>();
  let newer = $state.raw<ReviewSheet>();
  let justSigned = $state.raw<readonly PostSummary[]>([]);
  let busy = $state<Busy>();
  let failure = $state.raw<ApiError>();
  let nothingSigned = $state<string>();
  let ask = $state<Ask>();

  const waiting = $derived(queue.data?.posts ?? []);
  // A post that waits again was taken back, or changed.
  const signed = $derived(justSigned.filter((post) => !waiting.some(({ id }) => id === post.id)));
  const rows = $derived([...waiting, ...signed]);

  // Without a post in the address the first that waits is opened, and stays open however the list moves.
  $effect(() => {
    const first = waiting[0]?.id;
    if (here && selected === undefined && first !== undefined) go("review", first, { replace: true });
  });

  $effect.pre(() => {
    const fresh = opened.data;
    untrack(() => arrive(fresh));
  });

  $effect.pre(() => {
    void selected;
    untrack(() => {
      failure = undefined;
      nothingSigned = undefined;
      ask = undefined;
    });
  });

  function arrive(fresh: ReviewSheet | undefined) {
    const another = !fresh || !shown || shown.post.summary.id !== fresh.post.summary.id;
    if (another || sameText(shown as ReviewSheet, fresh)) adopt(fresh);
    else newer = fresh;
  }

  function adopt(sheet: ReviewSheet | undefined) {
    shown = sheet;
    newer = undefined;
  }

  /** Takes over what a command answered: that is the doctor's own change. */
  function answered(sheet: ReviewSheet) {
    adopt(sheet);
    opened.set(sheet);
  }

  const sheet: Resource<ReviewSheet> = {
    get data() {
      return shown;
    },
    get error() {
      return opened.error;
    },
    get loading() {
      return opened.loading;
    },
    get slow() {
      return opened.slow;
    },
    reload: () => opened.reload(),
    set: answered,
  };

  const mayDecide = $derived(
    session.may("doctor") && shown !== undefined && shown.post.locked_because === null && !shown.signature,
  );

  /** Why the post on the screen can't be signed; nothing when it can. */
  const obstacle = $derived.by(() => {
    if (!shown) return undefined;
    if (newer) return w.sheet.newer;
    if (shown.post.summary.state === "rejected") return w.decide.rejected;
    return shown.cannot_sign ?? undefined;
  });
  const canSign = $derived(mayDecide && obstacle === undefined && busy === undefined);

  async function showNewest(id: string) {
    busy = "show";
    try {
      answered(await call("review_open", { id }));
    } catch (thrown) {
      failure = apiError(thrown);
    }
    busy = undefined;
  }

  /** The sheet to sign: what is on the screen, with the note that was typed into it. `undefined`: do not sign. */
  async function readyToSign(onScreen: ReviewSheet): Promise<ReviewSheet | undefined> {
    const noted = await saveNote(onScreen);
    if (noted === onScreen || noted.post.revision_id === onScreen.post.revision_id) return noted;
    // Somebody wrote a new version while the note was being kept: that one nobody has read.
    nothingSigned = w.sheet.newer;
    return undefined;
  }

  /** Keeps the note if it was changed; answers the sheet with it. */
  async function saveNote(of: ReviewSheet): Promise<ReviewSheet> {
    const id = of.post.summary.id;
    const typed = drafts.get("note", id);
    if (typed === undefined || typed.trim() === of.note) return of;
    const noted = await call("review_note", { post_id: id, text: typed });
    drafts.sent("note", id, typed);
    if (shown?.post.summary.id === id) {
      if (noted.post.revision_id === of.post.revision_id) answered(noted);
      else opened.set(noted);
    }
    return noted;
  }

  async function sign() {
    if (!canSign || !shown) return;
    busy = "sign";
    failure = undefined;
    nothingSigned = undefined;
    const id = shown.post.summary.id;
    const order = waiting.map((post) => post.id);
    try {
      const ready = await readyToSign(shown);
      const done = ready && (await signPosts([{ summary: ready.post.summary, manifest: ready.manifest }]));
      if (done) {
        justSigned = [...done, ...justSigned.filter((post) => post.id !== id)];
        leave(id, order);
        announce(`${w.decide.done(done[0]?.title ?? "")} ${w.decide.doneMore(waiting.length)}`);
      }
    } catch (thrown) {
      const error = apiError(thrown);
      if (error.code === "stale") {
        await showNewest(id);
        nothingSigned = error.message;
      } else failure = error;
    }
    busy = undefined;
  }

  /**
   * Takes a decided post out of the list and opens the one that stood after it in `order`. The list may have been read
   * again while the decision was under way, and not hold the post any more.
   */
  function leave(id: string, order: readonly string[]) {
    const rest = waiting.filter((post) => post.id !== id);
    if (rest.length < waiting.length) queue.set({ posts: rest });
    const at = order.indexOf(id);
    const near = [...order.slice(at + 1), ...order.slice(0, Math.max(at, 0)).reverse()];
    const next = near.find((other) => rest.some((post) => post.id === other)) ?? rest[0]?.id;
    go("review", next, { replace: true });
  }

  async function submitAsk(text: string): Promise<ApiError | undefined> {
    if (!shown || !ask || busy) return undefined;
    const id = shown.post.summary.id;
    const command = ask === "changes" ? "review_request_changes" : "review_reject";
    const order = waiting.map((post) => post.id);
    busy = "ask";
    try {
      answered(await call(command, { post_id: id, text }));
      drafts.sent(ask, id, text);
      announce(w.ask[ask].done);
      ask = undefined;
      leave(id, order);
    } catch (thrown) {
      return apiError(thrown);
    } finally {
      busy = undefined;
    }
    return undefined;
  }

  async function takeBack() {
    if (!shown?.signature || busy) return;
    const id = shown.post.summary.id;
    busy = "revoke";
    failure = undefined;
    try {
      await act("approval_revoke", { post_id: id });
      justSigned = justSigned.filter((post) => post.id !== id);
      answered(await call("review_open", { id }));
      queue.reload();
      announce(w.signature.takenBack);
    } catch (thrown) {
      failure = apiError(thrown);
    }
    busy = undefined;
  }

  function move(by: 1 | -1) {
    const at = rows.findIndex((post) => post.id === selected);
    const to = at < 0 ? rows[0] : rows[at + by];
    if (to) go("review", to.id, { replace: true });
  }

  return {
    queue,
    sheet,
    get selected() {
      return selected;
    },
    get waiting() {
      return waiting;
    },
    get signed() {
      return signed;
    },
    get newer() {
      return newer;
    },
    get busy() {
      return busy;
    },
    get failure() {
      return failure;
    },
    get nothingSigned() {
      return nothingSigned;
    },
    get mayDecide() {
      return mayDecide;
    },
    get obstacle() {
      return obstacle;
    },
    get canSign() {
      return canSign;
    },
    get canTakeBack() {
      return session.may("doctor") && !!shown?.signature && shown.post.locked_because === null;
    },
    get ask() {
      return ask;
    },
    set ask(next: Ask | undefined) {
      ask = next;
    },
    sign,
    submitAsk,
    takeBack,
    saveNote,
    move,
    /** Takes over a sheet that a command answered which changes no text. */
    heard: (fresh: ReviewSheet) => opened.set(fresh),
    showNewest: () => (newer ? answered(newer) : undefined),
  };
}

export type Desk = ReturnType<typeof desk>;
