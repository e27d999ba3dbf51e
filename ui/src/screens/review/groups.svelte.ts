// The queue in groups: by due time, by platform, or by batch. The choice is kept for each person.

import { call, resource } from "../../api";
import type { PostSummary } from "../../api/bindings/PostSummary";
import type { When } from "../../api/bindings/When";
import { earliest } from "../../kit/batches";
import { words } from "../../words";

export const GROUPINGS = ["due", "platform", "batch"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface Group {
  key: string;
  /** What it is called; a group of a day has the day instead. */
  title: string | undefined;
  /** The day, or the earliest time of what is in it. */
  when: When | undefined;
  posts: PostSummary[];
}

const keys: Record<Grouping, (post: PostSummary) => string> = {
  due: (post) => post.plan?.due.date ?? "",
  platform: (post) => post.platform,
  batch: (post) => post.batch_id ?? "",
};

function titleOf(by: Grouping, post: PostSummary): string | undefined {
  const w = words.review.queue;
  if (by === "due") return post.plan ? undefined : w.noTime;
  if (by === "platform") return words.kit.platforms[post.platform];
  return post.batch_id === null ? w.noBatch : post.theme || w.noBatch;
}

/** The posts in groups, each in the order of the list; a group stands where its first post stood. */
export function grouped(by: Grouping, posts: readonly PostSummary[]): Group[] {
  const found = new Map<string, Group>();
  for (const post of posts) {
    const key = keys[by](post);
    const group = found.get(key) ?? { key, title: titleOf(by, post), when: undefined, posts: [] };
    group.posts.push(post);
    found.set(key, group);
  }
  // What has no batch comes last, as what has no time does.
  return [...found.values()]
    .sort((a, b) => Number(a.key === "") - Number(b.key === ""))
    .map((group) => ({ ...group, when: earliest(group.posts)?.due }));
}

/** The queue as the person likes it. To be called while a component is set up. */
export function grouping(posts: () => readonly PostSummary[]) {
  const kept = resource("preference_get", () => ({ name: "review.groups" }));
  const by = $derived(GROUPINGS.find((one) => one === kept.data?.value) ?? "due");
  const shown = $derived(grouped(by, posts()));

  return {
    get by(): Grouping {
      return by;
    },
    get shown(): Group[] {
      return shown;
    },
    /** Groups by something else, from now on. */
    async choose(next: Grouping) {
      kept.set({ name: "review.groups", value: next });
      try {
        await call("preference_set", { name: "review.groups", value: next });
      } catch {
        // It holds until the window closes; how a list is ordered is not worth an alarm.
      }
    },
  };
}
