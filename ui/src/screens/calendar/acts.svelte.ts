// Doing what the queue offers: the commands, what is said afterwards, and Undo where there is one.

import { act, apiError, call } from "../../api";
import type { ApiError } from "../../api/bindings/ApiError";
import type { PostSummary } from "../../api/bindings/PostSummary";
import type { Decision } from "../../kit/decision/decisions";
import { go, route } from "../../kit/route.svelte";
import { announce, toast } from "../../kit/toasts.svelte";
import { words } from "../../words";
import type { QueueAction } from "./actions";

/** A sheet that an action opens. */
export interface Asking {
  kind: "plan" | "callOff" | "sendNow" | Decision;
  post: PostSummary;
}

export function acts() {
  const w = words.queue;
  let asking = $state.raw<Asking>();
  let busy = $state<QueueAction>();
  let failure = $state.raw<{ post: string; error: ApiError }>();

  let last: Promise<unknown> = Promise.resolve();

  /** Runs a command in its turn; what goes wrong stands at the post, in the view it was done in, until the next try. */
  function trying(action: QueueAction, post: PostSummary, run: () => Promise<unknown>): Promise<void> {
    const mine = last.then(async () => {
      busy = action;
      failure = undefined;
      try {
        await run();
      } catch (thrown) {
        failure = { post: post.id, error: apiError(thrown) };
        go(route.screen === "calendar" ? "calendar" : "queue", post.id, { replace: true });
      }
      busy = undefined;
    });
    last = mine;
    return mine;
  }

  /** Undoes; nobody need look at the post just now, so that what goes wrong is said where Undo was. */
  async function undoing(run: () => Promise<string | null | undefined>) {
    try {
      toast((await run()) ?? words.kit.undone);
    } catch (thrown) {
      toast(apiError(thrown).message || words.kit.errors.internal);
    }
  }

  /** A toast is for what can be undone; the rest is seen on the row, and said to ears. */
  function told(text: string, undo?: () => Promise<void>) {
    if (undo) toast(text, undo);
    else announce(text);
  }

  async function clear(post: PostSummary) {
    const { outcomes, undo } = await call("plan_drop", { post_ids: [post.id] });
    const refused = outcomes[0]?.refused;
    told(refused ?? w.done.cleared, undo === null ? undefined : () => undone(undo));
  }

  const undone = (undo: string) =>
    undoing(async () => (await call("plan_undo", { undo })).outcomes[0]?.refused);

  const putBack = (post_id: string, { date, time, zone }: { date: string; time: string; zone: string }) =>
    undoing(async () => {
      await call("plan_set", { post_id, date, time, zone });
      return undefined;
    });

  async function retry(post: PostSummary) {
    await call("delivery_retry", { id: post.id });
    announce(w.done.retried);
  }

  function run(action: QueueAction, post: PostSummary) {
    switch (action) {
      case "plan":
      case "callOff":
      case "sendNow":
      case "resolve":
      case "byHand":
      case "readBack":
      case "takeDown":
        asking = { kind: action, post };
        break;
      case "clear":
        void trying(action, post, () => clear(post));
        break;
      case "retry":
        void trying(action, post, () => retry(post));
        break;
      case "permalink":
        void openLink(post, post.permalink);
        break;
      case "review":
      case "compose":
        go(action, post.id);
        break;
    }
  }

  /** Opens an address of the post outside the window. */
  async function openLink(post: PostSummary, url: string | null) {
    if (url) await trying("permalink", post, () => act("link_open", { url }));
  }

  return {
    get asking() {
      return asking;
    },
    get busy() {
      return busy;
    },
    get failure() {
      return failure;
    },
    run,
    openLink,
    close: () => (asking = undefined),
    forgetFailure: () => (failure = undefined),
    /** What the sheet that asks once more does. */
    async confirmed({ kind, post }: Asking) {
      if (kind === "callOff") {
        await call("delivery_cancel", { id: post.id });
        const was = post.plan;
        const again =
          post.state === "signed" && was && !was.past ? () => putBack(post.id, was.due) : undefined;
        told(w.done.calledOff, again);
      } else await retry(post);
    },
  };
}

export type Acts = ReturnType<typeof acts>;
