// Tells the core which version of a post is on the reader's screen. Only that counts as seen: what changed since is marked
// until a screen has shown it.

import { call } from "../../api";
import type { ReviewSheet } from "../../api/bindings/ReviewSheet";

export function tellSeen({ post }: ReviewSheet): void {
  const shown = { post_id: post.summary.id, revision_id: post.revision_id };
  // Without it the same changes are marked once more; that is no alarm.
  void call("review_seen", shown).catch(() => undefined);
}
