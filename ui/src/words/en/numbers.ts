// Words of numbers: how often something was seen and answered, as each platform counts it. What a number means is the
// platform's own, and comes from the core.

import { plural } from "./plural";

const grouped = (n: number) => n.toLocaleString("en");

export const numbers = {
  title: "Numbers",
  failed: "The numbers could not be read",
  glanceFailed: "The numbers of these posts could not be read.",

  count: grouped,
  /** A span of time that somebody watched for. */
  duration(ms: number) {
    if (ms < 60_000) return `${(ms / 1000).toLocaleString("en", { maximumFractionDigits: 1 })} s`;
    const seconds = Math.round(ms / 1000);
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
    const minutes = Math.round(seconds / 60);
    return `${grouped(Math.floor(minutes / 60))} h ${minutes % 60} min`;
  },
  /** Stands where no number is. */
  dash: "–",
  noNumber: "No number",
  notYet: "No numbers yet",
  noLonger: "Not shown any more",

  /** Over which time it counts; empty where that is all its time. */
  over: { lifetime: "", days_28: "28 days", year: "12 months" },
  overSaid: {
    lifetime: "Counted over all its time.",
    days_28: "Counted over the last 28 days.",
    year: "Counted over the last 12 months.",
  },
  /** As what a post is counted, where that is not simply a post. */
  as: { post: "", film: "Counted as a video", story: "Counted as a story", account: "" },

  means: (name: string) => `${name}: what it means`,
  field: "Field",
  standsSince: "Stands like this since",
  before: (n: number) => plural(n, { one: "# reading that changed it", other: "# readings that changed it" }),
  history: (name: string) => `${name} from reading to reading, the newest first`,
  from: "Read",
  value: "Number",
  /** The small line beside a number, said in full. */
  line: (name: string, was: string, then: string, is: string, now: string) =>
    `${name}: ${was} on ${then}, ${is} on ${now}.`,
  /** Where a large line begins, for eyes. */
  began: (value: string, day: string) => `${value} on ${day}`,
  gaps: "In between it was not told at times.",

  apart: "Each post of a thread is counted by itself.",
  nothing: "Nothing of this post is counted.",
  since: "Since",
  read: "Read",
  next: "Next",
  first: "First reading",
  openChannel: "Open the channel",

  look: "Look now",
  lookAsks: "Look now…",
  lookFailed: "The numbers could not be asked for",
  looked: (platform: string) => `${platform} was asked. What it answers stands here as soon as it comes.`,
  pay: {
    title: (platform: string) => `Ask ${platform} for these numbers now?`,
    yes: "Ask now",
  },

  channel: {
    title: "Following",
    failed: "The numbers of this channel could not be read",
    apart: (platform: string) => `As ${platform} counts them. They are never added to another platform’s.`,
  },
};
