// When a post can be sent for review. What waits already does, also after it was changed; what is signed goes by
// itself, and waits again by itself once it is changed.

import type { Post } from "../../api/bindings/Post";

export function canSend(post: Post): boolean {
  return post.locked_because === null && ["draft", "changes", "rejected"].includes(post.summary.state);
}
