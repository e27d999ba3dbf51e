// Posts of one batch that stand together in a list, and the time that the list names for them.

import type { Plan } from "../api/bindings/Plan";
import type { PostSummary } from "../api/bindings/PostSummary";

export interface Group {
  /** The batch, or the post that has none. */
  key: string;
  title: string;
  posts: PostSummary[];
  /** The earliest time among them. */
  plan: Plan | undefined;
}

/** The earliest plan of some posts. */
export function earliest(posts: readonly PostSummary[]): Plan | undefined {
  return posts
    .flatMap((post) => post.plan ?? [])
    .reduce<Plan | undefined>(
      (first, plan) => (first && first.due.at <= plan.due.at ? first : plan),
      undefined,
    );
}

/** The posts by batch, in the order in which each batch first occurs. A post without one stands alone. */
export function byBatch(posts: readonly PostSummary[]): Group[] {
  const groups = new Map<string, PostSummary[]>();
  for (const post of posts) {
    const key = post.batch_id ?? post.id;
    groups.set(key, [...(groups.get(key) ?? []), post]);
  }
  return [...groups].map(([key, posts]) => ({
    key,
    title: (posts.length > 1 ? posts[0]?.theme : undefined) || posts[0]?.title || "",
    posts,
    plan: earliest(posts),
  }));
}
