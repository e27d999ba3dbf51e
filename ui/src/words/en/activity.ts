// Words of the screen Activity.

import { plural } from "./plural";

export const activity = {
  title: "Activity",
  list: "The record, newest first",
  failed: "The record could not be read",
  text: "Find in the record",
  textHelp: "In sentences, names and words",
  denied: "Only what was refused",
  more: "Show more",
  moreBusy: "Reading…",
  moreFailed: "The older entries could not be read",
  refused: "Refused",
  empty: {
    title: "Nothing is on record yet.",
    text: "Everything that is done here is written down, with who did it and when.",
  },
  further: { title: "Nothing in the newer part of the record fits.", button: "Look further back" },
  nothing: { title: "Nothing in the record fits.", button: "Show everything" },
  moves: "entry",
  next: "Next entry",
  previous: "Previous entry",

  views: { label: "How the record is told", posts: "By post", entries: "Every entry" },

  stories: {
    list: "Posts on record, newest first",
    none: "No post is on record yet.",
    putAway: "Put away",
    entries: (n: number) => plural(n, { one: "# entry", other: "# entries" }),
    moves: "post",
  },

  filters: {
    label: "Narrow the record",
    button: "Filter",
    person: "Who",
    anyone: "Anyone",
    kind: "What",
    anything: "Anything",
    kinds: {
      writing: "Writing",
      review: "Review and talk",
      signing: "Signatures and keys",
      times: "Times",
      publishing: "Sending",
      inbox: "Inbox",
      clinic: "Clinic, people, channels",
    },
    channel: "Channel",
    anywhere: "Every channel",
    from: "From",
    until: "Until",
    dayLike: "2026-11-20",
    noDay: "Write a date like 2026-11-20.",
    clear: "Clear the filter",
  },

  story: {
    title: "The story of a post",
    entry: "This entry",
    failed: "The story could not be read",
    none: "Choose an entry to see the whole story of its post.",
    correlation: "Number in the record",
    open: "Open the post",
    from: "From the first draft on",
    more: "Show what came before",
  },

  details: "Details",
  fact: { seq: "Entry", action: "Action", reason: "Reason", hash: "Fingerprint" },
};
