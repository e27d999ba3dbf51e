// What somebody looks at of the topics on X: which topic, through which account, for how many posts. It stays while one writes.
//
// Invariant: nothing is searched for by being looked at; a search is one press of a button that says what it costs.

import { apiError, call, resource } from "../../api";
import type { ApiError } from "../../api/bindings/ApiError";
import type { Hit } from "../../api/bindings/Hit";
import type { SearchChannel } from "../../api/bindings/SearchChannel";
import type { Topic } from "../../api/bindings/Topic";
import type { Topics } from "../../api/bindings/Topics";

/** A hit that posts are drafted from. */
export interface Source {
  topic: Topic;
  channel: string;
  hit: Hit;
}

/** Who wrote it, as people read it. */
export const author = (hit: Hit, somebody: string): string =>
  hit.handle === null ? (hit.name ?? somebody) : `@${hit.handle}`;

/** A topic as a theme: without the marks that hold words together for a search. */
export const themeOf = (words: string): string => words.replace(/["“”„«»#]/g, "").trim();

/** The account that is searched through where nobody chose: the first that can be. */
export function usual(channels: readonly SearchChannel[]): SearchChannel | undefined {
  return channels.find((one) => one.cannot === null && one.paused === null) ?? channels[0];
}

/** Why a search can't be asked for now, as a key of the words; nothing where it can. */
export function inTheWay(
  topics: Topics,
  channel: SearchChannel | undefined,
  most: number,
): "channel" | "paused" | "notEnough" | undefined {
  if (!channel || channel.cannot !== null) return "channel";
  if (channel.paused !== null) return "paused";
  return most > topics.left_today ? "notEnough" : undefined;
}

// Whoever comes back finds the topic that was open.
let lastTopic: string | undefined;
let lastMost = 10;

/** To be called while a component is set up. */
export function topicsDesk() {
  let topicId = $state(lastTopic);
  let channelId = $state<string>();
  let most = $state(lastMost);
  let busy = $state<"newest" | "older">();
  let error = $state.raw<ApiError>();
  let paid = $state.raw<{ topic: string; channel: string; paid: number | null }>();

  const topics = resource("topic_list", () => null, { keep: true });
  const topic = $derived(topics.data?.topics.find(({ id }) => id === topicId));
  const channel = $derived(
    topics.data?.channels.find(({ id }) => id === channelId) ?? usual(topics.data?.channels ?? []),
  );
  const found = resource("topic_open", () =>
    topic && channel ? { id: topic.id, channel_id: channel.id } : undefined,
  );

  return {
    topics,
    found,
    get topic() {
      return topic;
    },
    get channel() {
      return channel;
    },
    get most() {
      return most;
    },
    set most(next: number) {
      most = lastMost = next;
    },
    get busy() {
      return busy;
    },
    get error() {
      return error;
    },
    /** How many posts the last search of this topic paid for; null where nobody was asked. */
    get paid() {
      return paid && paid.topic === topic?.id && paid.channel === channel?.id ? paid.paid : undefined;
    },
    choose(id: string) {
      topicId = lastTopic = id;
      error = undefined;
      paid = undefined;
    },
    through(id: string) {
      channelId = id;
      error = undefined;
    },
    async search(older: boolean) {
      if (busy !== undefined || !topic || !channel) return;
      const asked = { topic: topic.id, channel: channel.id };
      // Somebody may have gone on to another topic, or to another account, while X was searched.
      const isOpen = () => topic?.id === asked.topic && channel?.id === asked.channel;
      busy = older ? "older" : "newest";
      error = undefined;
      try {
        const answer = await call("topic_search", {
          id: asked.topic,
          channel_id: asked.channel,
          most,
          older,
          pays: true,
        });
        if (isOpen()) found.set(answer);
        paid = { ...asked, paid: answer.paid };
      } catch (thrown) {
        if (isOpen()) error = apiError(thrown);
      }
      busy = undefined;
    },
  };
}

export type TopicsDesk = ReturnType<typeof topicsDesk>;
