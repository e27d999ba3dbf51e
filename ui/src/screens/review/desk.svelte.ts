// The doctor's desk: what lies in the queue, the sheet that is open, and the decisions upon it.
//
// Invariant: what is decided is decided on the sheet that is on the screen. A version that arrives while one is read
// never takes its place by itself; it is announced, and until it is shown nothing can be signed. An answer that comes when
// another post is open changes nothing there.

import { untrack } from "svelte";

import { act, apiError, call, resource, session, signPosts, type Resource } from "../../api";
import type { Anchor } from "../../api/bindings/Anchor";
import type { ApiError } from "../../api/bindings/ApiError";
import type { PostSummary } from "../../api/bindings/PostSummary";
import type { ReviewSheet } from "../../api/bindings/ReviewSheet";
import { go, route } from "../../kit/route.svelte";
import { announce, toast } from "../../kit/toasts.svelte";
import { words } from "../../words";
import { drafts } from "./drafts.svelte";
import { type Group, grouping } from "./groups.svelte";
import { tellSeen } from "./seen";
import { isBegun, isSigned } from "./signed";

export type Ask = "changes" | "reject";
type Busy = "sign" | "revoke" | "ask" | "show" | "settle";
/** What did not work, so that the screen can say it by its name. */
export type Failed = Busy;

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
  let failure = $state.raw<{ of: Failed; error: ApiError }>();
  let nothingSigned = $state<string>();
  let ask = $state<Ask>();
  let pointed = $state.raw<Anchor>();
  let editing = $state(false);
  let together = $state.raw<Group>();

  // What waits for another doctor is no work of this one, and is never among what is signed together.
  const elsewhere = $derived(new Set(queue.data?.for_another));
  const groups = grouping(() => (queue.data?.posts ?? []).filter(({ id }) => !elsewhere.has(id)));
  // The core answers when the reader may be at another post already, or off this screen.
  let there = true;
  $effect(() => () => void (there = false));
  const at = (id: string) => there && route.screen === "review" && route.id === id;

  // In the order in which the list shows them: what stands next is what comes next.
  const waiting = $derived(groups.shown.flatMap((group) => group.posts));
  const forAnother = $derived((queue.data?.posts ?? []).filter(({ id }) => elsewhere.has(id)));
  // A post that waits again was taken back, or changed.
  const signed = $derived(
    justSigned.filter((post) => ![...waiting, ...forAnother].some(({ id }) => id === post.id)),
  );
  const rows = $derived([...waiting, ...forAnother, ...signed]);

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
      pointed = undefined;
      editing = false;
    });
  });

  function arrive(fresh: ReviewSheet | undefined) {
    const another = !fresh || !shown || shown.post.summary.id !== fresh.post.summary.id;
    if (another || sameText(shown as ReviewSheet, fresh)) adopt(fresh);
    else newer = fresh;
  }

  function adopt(sheet: ReviewSheet | undefined) {
    const before = shown?.post;
    shown = sheet;
    newer = undefined;
    const fresh =
      sheet?.post.summary.id !== before?.summary.id || sheet?.post.revision_id !== before?.revision_id;
    if (sheet && fresh) tellSeen(sheet);
  }

  /** Takes over what a command answered: that is the doctor's own change. */
  function answered(sheet: ReviewSheet) {
    if (!at(sheet.post.summary.id)) return;
    adopt(sheet);
    opened.set(sheet);
  }

  /** Takes over a sheet that a command answered which changes no text. */
  function heard(sheet: ReviewSheet) {
    if (at(sheet.post.summary.id)) opened.set(sheet);
  }

  /** Says what did not work: at its post, or by its post's name when another is open. */
  function failed(of: Failed, about: PostSummary, error: ApiError) {
    if (at(about.id)) failure = { of, error };
    else toast(w.decide.late(about.title, w.decide.failures[of].title, error.message));
  }

  function signedNothing(about: PostSummary, why: string) {
    if (at(about.id)) nothingSigned = why;
    else toast(w.decide.late(about.title, w.decide.failures.sign.title, why));
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
    session.may("doctor") && shown !== undefined && shown.post.locked_because === null && !isSigned(shown),
  );

  // A signed post is taken back before it is changed: nobody loses a signature by typing.
  // The words of a message are its template's: another template is chosen in Compose.
  const mayEdit = $derived(
    shown !== undefined &&
      shown.post.locked_because === null &&
      !isBegun(shown) &&
      newer === undefined &&
      shown.post.summary.platform !== "whatsapp",
  );

  /** Why the post on the screen can't be signed; nothing when it can. */
  const obstacle = $derived.by(() => {
    if (!shown) return undefined;
    if (editing) return w.edit.obstacle;
    if (newer) return w.sheet.newer;
    if (shown.post.summary.state === "rejected") return w.decide.rejected;
    return shown.cannot_sign ?? undefined;
  });
  const canSign = $derived(mayDecide && obstacle === undefined && busy === undefined);

  async function showNewest(about: PostSummary) {
    if (!at(about.id)) return;
    busy = "show";
    try {
      answered(await call("review_open", { id: about.id }));
    } catch (thrown) {
      failed("show", about, apiError(thrown));
    }
    busy = undefined;
  }

  /** The sheet to sign: what is on the screen, with the note that was typed into it. `undefined`: do not sign. */
  async function readyToSign(onScreen: ReviewSheet): Promise<ReviewSheet | undefined> {
    const noted = await saveNote(onScreen);
    if (noted === onScreen || noted.post.revision_id === onScreen.post.revision_id) return noted;
    // Somebody wrote a new version while the note was being kept: that one nobody has read.
    signedNothing(onScreen.post.summary, w.sheet.newer);
    return undefined;
  }

  /** Keeps the note if it was changed; answers the sheet with it. */
  async function saveNote(of: ReviewSheet): Promise<ReviewSheet> {
    const id = of.post.summary.id;
    const typed = drafts.get("note", id);
    if (typed === undefined || typed.trim() === of.note) return of;
    const noted = await call("review_note", { post_id: id, text: typed, anchor: null });
    drafts.sent("note", id, typed);
    if (noted.post.revision_id === of.post.revision_id) answered(noted);
    else heard(noted);
    return noted;
  }

  async function sign() {
    if (!canSign || !shown) return;
    busy = "sign";
    failure = undefined;
    nothingSigned = undefined;
    const about = shown.post.summary;
    const order = waiting.map((post) => post.id);
    try {
      const ready = await readyToSign(shown);
      const done = ready && (await signPosts([{ summary: ready.post.summary, manifest: ready.manifest }]));
      const [outcome] = done ?? [];
      if (outcome?.refused) throw outcome.refused;
      if (outcome?.signed) {
        keepSigned([outcome.signed]);
        leave(about.id, order);
        const done = w.decide.done(outcome.signed.title);
        announce(there ? `${done} ${w.decide.doneMore(waiting.length)}` : done);
      }
    } catch (thrown) {
      const error = apiError(thrown);
      if (error.code === "stale") {
        await showNewest(about);
        signedNothing(about, error.message);
      } else failed("sign", about, error);
    }
    busy = undefined;
  }

  /** Keeps signed posts in sight below the queue, so that a signature can be taken back. */
  function keepSigned(posts: readonly PostSummary[]) {
    justSigned = [...posts, ...justSigned.filter((post) => posts.every(({ id }) => id !== post.id))];
  }

  /** Some posts of the sheet that shows many were signed: those that wait no more leave the list. */
  function signedTogether(posts: readonly PostSummary[]) {
    if (!there) return;
    const order = waiting.map((post) => post.id);
    keepSigned(posts);
    const gone = new Set(posts.map(({ id }) => id));
    takeOut((post) => !gone.has(post.id));
    if (selected !== undefined && gone.has(selected)) openNear(selected, order);
  }

  /**
   * Takes a decided post out of the list and opens the one that stood after it in `order`. The list may have been read
   * again while the decision was under way, and not hold the post any more.
   */
  function leave(id: string, order: readonly string[]) {
    takeOut((post) => post.id !== id);
    if (at(id)) openNear(id, order);
  }

  function takeOut(stays: (post: PostSummary) => boolean) {
    const before = there ? queue.data : undefined;
    if (before) queue.set({ ...before, posts: before.posts.filter(stays) });
  }

  function openNear(id: string, order: readonly string[]) {
    const at = order.indexOf(id);
    const near = [...order.slice(at + 1), ...order.slice(0, Math.max(at, 0)).reverse()];
    const next = near.find((other) => waiting.some((post) => post.id === other)) ?? waiting[0]?.id;
    go("review", next === id ? undefined : next, { replace: true });
  }

  async function submitAsk(text: string): Promise<ApiError | undefined> {
    if (!shown || !ask || busy) return undefined;
    const [about, asks] = [shown.post.summary, ask];
    const { id } = about;
    const command = ask === "changes" ? "review_request_changes" : "review_reject";
    const anchor = ask === "changes" ? (pointed ?? null) : null;
    const order = waiting.map((post) => post.id);
    busy = "ask";
    try {
      answered(await call(command, { post_id: id, text, anchor }));
      drafts.sent(asks, id, text);
      announce(w.ask[asks].done);
      if (at(id)) pointed = ask = undefined;
      leave(id, order);
    } catch (thrown) {
      if (at(id)) return apiError(thrown);
      failed("ask", about, apiError(thrown));
    } finally {
      busy = undefined;
    }
    return undefined;
  }

  async function takeBack() {
    if (!shown || !isBegun(shown) || busy) return;
    const about = shown.post.summary;
    const { id } = about;
    busy = "revoke";
    failure = undefined;
    try {
      await act("approval_revoke", { post_id: id });
      justSigned = justSigned.filter((post) => post.id !== id);
      announce(w.signature.takenBack);
      if (there) queue.reload();
      if (at(id)) answered(await call("review_open", { id }));
    } catch (thrown) {
      failed("revoke", about, apiError(thrown));
    }
    busy = undefined;
  }

  /** Says that what a remark asks for is settled, or is open after all. */
  async function settle(remark: string, settled: boolean) {
    if (busy || !shown) return;
    const about = shown.post.summary;
    busy = "settle";
    failure = undefined;
    try {
      heard(await call("review_resolve", { id: remark, settled }));
      announce(settled ? w.talk.settledSaid : w.talk.reopenedSaid);
    } catch (thrown) {
      failed("settle", about, apiError(thrown));
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
    groups,
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
    /** The posts that wait for another doctor. */
    get forAnother() {
      return forAnother;
    },
    get canTakeBack() {
      return session.may("doctor") && !!shown && isBegun(shown) && shown.post.locked_because === null;
    },
    get ask() {
      return ask;
    },
    set ask(next: Ask | undefined) {
      ask = next;
    },
    /** The words of the post that the reader has marked. */
    get pointed() {
      return pointed;
    },
    set pointed(next: Anchor | undefined) {
      pointed = next;
    },
    /** Whether the text is being changed in place. */
    get editing() {
      return editing;
    },
    set editing(next: boolean) {
      editing = next && mayEdit;
      if (next) ask = undefined;
    },
    get mayEdit() {
      return mayEdit;
    },
    /** The posts that lie on the sheet which signs many, if it is open. */
    get together() {
      return together;
    },
    set together(next: Group | undefined) {
      together = next;
    },
    signedTogether,
    settle,
    /** Takes over the version that the reader wrote themselves. */
    wrote: async (id: string) => {
      if (!at(id)) return;
      editing = false;
      answered(await call("review_open", { id }));
    },
    /** Reads a post again, while its text is changed. */
    reread: showNewest,
    sign,
    submitAsk,
    takeBack,
    saveNote,
    move,
    heard,
    showNewest: () => (newer ? answered(newer) : undefined),
  };
}

export type Desk = ReturnType<typeof desk>;
