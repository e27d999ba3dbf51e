// The doctor's pen: asking for the PIN where a signature needs it, and signing with what comes of it.

import type { ApiError } from "./bindings/ApiError";
import type { FixedAnswers } from "./bindings/FixedAnswers";
import type { FixedAnswersToSign } from "./bindings/FixedAnswersToSign";
import type { PostSummary } from "./bindings/PostSummary";
import type { SignOutcome } from "./bindings/SignOutcome";
import type { SignRequest } from "./bindings/SignRequest";
import { act } from "./call";
import { session } from "./session.svelte";

/** What the PIN sheet shows beside the PIN field: exactly what will be signed, posts or what is signed beforehand. */
export interface PinQuestion {
  posts: readonly PostSummary[];
  /** The digest that each post's signature covers, by post id. */
  manifests: ReadonlyMap<string, string>;
  /** The fixed answers and the gestures that one signature covers, in place of posts. */
  fixed?: FixedAnswersToSign;
}

let asked = $state.raw<{ question: PinQuestion; answer: (opened: boolean) => void } | undefined>();

export const pinQuestion = {
  /** What the PIN sheet is asked now, if anything. */
  get current(): PinQuestion | undefined {
    return asked?.question;
  },
  /** The sheet's answer: whether the signing session was opened. */
  answer(opened: boolean) {
    const waiting = asked;
    asked = undefined;
    waiting?.answer(opened);
  },
};

function askPin(question: PinQuestion): Promise<boolean> {
  asked?.answer(false);
  return new Promise((answer) => {
    asked = { question, answer };
  });
}

/**
 * Signs exactly what was on the screen. Opens the PIN sheet first when the signing session is over.
 * Answers what became of each, or `null` when the person put the pen away. Throws an `ApiError`.
 */
export async function signPosts(
  posts: readonly { summary: PostSummary; manifest: string }[],
): Promise<SignOutcome[] | null> {
  const requests: SignRequest[] = posts.map(({ summary, manifest }) => ({ post_id: summary.id, manifest }));
  const question: PinQuestion = {
    posts: posts.map(({ summary }) => summary),
    manifests: new Map(posts.map(({ summary, manifest }) => [summary.id, manifest])),
  };
  const penIsOut = session.current?.signing_until != null && session.current.signatures_left >= posts.length;
  if (!penIsOut && !(await askPin(question))) return null;
  try {
    return await act("post_sign", { requests });
  } catch (thrown) {
    // The few minutes ended between the look at the clock and the signature: ask once more.
    if ((thrown as ApiError).code !== "pin_needed") throw thrown;
    if (!(await askPin(question))) return null;
    return act("post_sign", { requests });
  }
}

/** Signs the fixed answers and the gestures that are on the sheet, once for all that will come; with the PIN each time. */
export async function signFixedAnswers(fixed: FixedAnswersToSign): Promise<FixedAnswers | null> {
  // What counts for half a year is read on the sheet, also while the pen is out.
  if (!(await askPin({ posts: [], manifests: new Map(), fixed }))) return null;
  return act("fixed_answers_sign", { digest: fixed.digest });
}
