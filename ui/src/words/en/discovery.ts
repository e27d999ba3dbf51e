// Words of discovery: what others write on X about the clinic's topics. What it costs comes from the core.

import { plural } from "./plural";

const grouped = (n: number) => n.toLocaleString("en");

export const discovery = {
  title: "Topics on X",
  lede: "See what others write about a topic in the last seven days, and draft on it in your own words. Nothing is searched for by itself.",
  failed: "The topics could not be read",
  list: "Topics",
  none: "No topics yet.",
  noneText: "Write down what people might ask about, such as flu shots or sleep apnoea.",

  add: "Add a topic",
  fresh: "New topic",
  changing: (words: string) => `Change “${words}”`,
  change: (words: string) => `Change ${words}`,
  remove: (words: string) => `Remove ${words}`,
  removed: (words: string) => `${words} removed, with what was found of it.`,
  removeFailed: "The topic could not be removed",
  words: "Words",
  wordsHelp: "A post has to hold each of them. Put “words that belong together” between quotation marks.",
  language: "Language",
  save: "Save the topic",
  saveFailed: "The topic could not be saved",
  saved: (words: string) => `${words} saved.`,
  changedForgets: "Other words ask another question: what was found so far is forgotten.",

  noChannel: "No account on X is connected.",
  noChannelText: "X is searched with the clinic’s own account and its app. Connect it first.",
  toChannels: "Open the channels",
  channel: "Account",
  most: "Posts",
  upTo: (n: number) => `Up to ${n}`,
  search: "Search now",
  searchKey: "Search for the topic",
  searching: "X is being searched…",
  searchFailed: "X could not be searched",
  pausedUntil: "X asked for a pause until",
  today: (left: number, most: number) =>
    left === 0
      ? `All ${most} posts of today were read, or may have been where X did not answer.`
      : plural(left, {
          one: `# of ${most} posts can still be read today.`,
          other: `# of ${most} posts can still be read today.`,
        }),
  dayEnds: "The day ends",
  notEnough: "That is more than is left of today.",
  price: "Where the price stands",

  choose: "Choose a topic.",
  chooseText: "What was found of it stands here.",
  hitsFailed: "What was found could not be read",
  found: (words: string) => `Found for “${words}”`,
  notSearched: "Nobody has searched for this topic yet.",
  notSearchedText: "Choose how many posts, see what they cost, and search.",
  nothing: "Nothing was found that is kept here.",
  nothingText: "Try fewer words, or any language. What was found is forgotten after seven days.",
  lastSearched: "X was searched last",
  read: "Read",
  until: "Until",
  known: "searching again shows this and costs nothing.",
  paid: (n: number) =>
    n === 0
      ? "Nothing new was found, and nothing was paid."
      : plural(n, {
          one: "# new post was found and paid for.",
          other: "# new posts were found and paid for.",
        }),
  free: "This was known already. Nothing was paid.",
  older: "Read on",
  olderText: "There is more that is older.",
  hits: "Posts that were found",
  kept: "Forgotten here on",
  somebody: "Somebody on X",
  counts: {
    views: (n: number) => plural(n, { one: "# view", other: `${grouped(n)} views` }),
    likes: (n: number) => plural(n, { one: "# like", other: `${grouped(n)} likes` }),
    replies: (n: number) => plural(n, { one: "# reply", other: `${grouped(n)} replies` }),
    reposts: (n: number) => plural(n, { one: "# repost", other: `${grouped(n)} reposts` }),
  },
  draft: "Draft from this",
  draftFrom: (who: string) => `Draft from this: the post of ${who}`,
  drafted: "Drafted",
  open: "Open on X",
  openOf: (who: string) => `Open on X: the post of ${who}`,
  linkFailed: "X could not be opened.",
  answers:
    "Countersign does not answer, like or quote these posts: X takes a program’s answer only where its author wrote to the clinic first. Answer on x.com.",

  source: {
    title: (who: string) => `From a post of ${who} on X`,
    text: "Its words are not taken over. Its author and its address go into the talk beside each draft, for the doctor.",
    back: "Back to what was found",
  },
};
