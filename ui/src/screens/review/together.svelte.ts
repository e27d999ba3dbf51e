// The posts of the sheet that signs many: what was read of each, which are chosen, and what became of each.
//
// Invariant: a signature names the digest of what this sheet shows. A post is read again only when its reader asks for
// it, so that nothing changes under the eyes.

import { untrack } from "svelte";

import { apiError, call } from "../../api";
import type { ApiError } from "../../api/bindings/ApiError";
import type { PostSummary } from "../../api/bindings/PostSummary";
import type { ReviewSheet } from "../../api/bindings/ReviewSheet";
import type { SignOutcome } from "../../api/bindings/SignOutcome";
import { words } from "../../words";
import { drafts } from "./drafts.svelte";
import { tellSeen } from "./seen";
import { isSigned } from "./signed";

/** How many signatures the pen is good for. */
export const MOST = 20;

export interface Row {
  summary: PostSummary;
  sheet: ReviewSheet | undefined;
  /** Why it could not be read. */
  unread: ApiError | undefined;
  chosen: boolean;
  outcome: SignOutcome | undefined;
}

/** Why a post on the sheet can't be signed; nothing when it can. */
export function obstacleOf({ sheet, outcome }: Row): string | undefined {
  if (!sheet || outcome?.signed) return undefined;
  if (isSigned(sheet)) return words.review.together.already;
  return sheet.post.locked_because ?? sheet.cannot_sign ?? undefined;
}

const signable = (row: Row) =>
  row.sheet !== undefined && !row.outcome?.signed && obstacleOf(row) === undefined;

/** To be called while a component is set up. */
export function together(these: () => readonly PostSummary[]) {
  // The sheet is about the posts that it was opened for, however the list moves.
  const posts = untrack(these);
  let rows = $state.raw<readonly Row[]>(
    posts.map((summary) => ({
      summary,
      sheet: undefined,
      unread: undefined,
      chosen: false,
      outcome: undefined,
    })),
  );
  let reading = $state(true);

  let there = true;
  $effect(() => () => void (there = false));

  function change(id: string, next: (row: Row) => Row) {
    rows = rows.map((row) => (row.summary.id === id ? next(row) : row));
  }

  const chosen = $derived(rows.filter((row) => row.chosen && signable(row)));

  /** Reads a post, keeping first the note that was typed for it. */
  async function read(id: string) {
    try {
      const typed = drafts.get("note", id);
      let sheet = await call("review_open", { id });
      if (typed !== undefined && typed.trim() !== sheet.note && sheet.post.locked_because === null) {
        sheet = await call("review_note", { post_id: id, text: typed, anchor: null });
        drafts.sent("note", id, typed);
      }
      if (!there) return;
      tellSeen(sheet);
      change(id, (row) => {
        const fresh = { ...row, sheet, summary: sheet.post.summary, unread: undefined, outcome: undefined };
        return { ...fresh, chosen: signable(fresh) && chosen.length < MOST };
      });
    } catch (thrown) {
      change(id, (row) => ({ ...row, unread: apiError(thrown) }));
    }
  }

  async function readAll() {
    for (const { id } of posts) if (there) await read(id);
    if (there) reading = false;
  }
  void readAll();

  return {
    get rows() {
      return rows;
    },
    get reading() {
      return reading;
    },
    /** The sheets that will be signed. */
    get chosen(): ReviewSheet[] {
      return chosen.flatMap((row) => row.sheet ?? []);
    },
    /** Whether there are more to sign than the pen is good for at once. */
    get overLimit() {
      return rows.filter(signable).length > MOST;
    },
    /** Whether everything that could be signed here is. */
    get done() {
      return !reading && rows.some((row) => row.outcome?.signed) && !rows.some(signable);
    },
    choose(id: string, wanted: boolean) {
      if (wanted && chosen.length >= MOST) return;
      change(id, (row) => ({ ...row, chosen: wanted }));
    },
    settle(outcomes: readonly SignOutcome[]) {
      for (const outcome of outcomes) {
        change(outcome.post_id, (row) => ({
          ...row,
          outcome,
          summary: outcome.signed ?? row.summary,
          // What this sheet showed of it counts no more; it has to be read again first.
          chosen: outcome.refused?.code === "pin_needed",
          sheet: outcome.refused?.code === "stale" ? undefined : row.sheet,
        }));
      }
    },
    read,
  };
}
