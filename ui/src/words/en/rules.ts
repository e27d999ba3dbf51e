// Words of Settings, Rules: when, how often and what the clinic posts, and what happens to a post that is against it.

import { plural } from "./plural";

const days = (n: number) => plural(n, { one: "# day", other: "# days" });

export const rules = {
  title: "Rules",
  lede: "When, how often and what may go out. A time against a rule is refused where it is chosen, with the next free one. A signed post that a new rule is against is held at its time until somebody finds it another; it keeps its signature.",
  failed: "The rules could not be read",
  saved: "Saved.",

  pace: {
    title: "When and how often",
    text: "For each channel, on its own clock. What is empty is no rule.",
    noChannels: "There is no channel yet.",
    noChannelsText: "Add one; its rules are set here.",
    toChannels: "Add a channel",
    anyTime: "At any time",
    never: "no posts",
    most: (n: number) => plural(n, { one: "# post a day at most", other: "# posts a day at most" }),
    gap: (n: number) => plural(n, { one: "# minute between two", other: "# minutes between two" }),
    edit: (name: string) => `Edit when and how often ${name} posts`,
    editButton: "Edit",
    sheet: (name: string) => `When and how often ${name} posts`,
    sheetText:
      "Hours of each day, such as 09:00–17:00 or 9–12, 14–18. A post goes out from the first minute until before the last. With hours on any day, a day without hours has no posts; with none at all, every time will do.",
    hours: (day: string) => `Hours on ${day}`,
    hoursHint: "none",
    copy: "Copy Monday to Friday",
    copyAll: "Copy Monday to every day",
    copied: "Copied.",
    noHours: (text: string) => `“${text}” is no time of day. Write it as 09:00–17:00; a day ends with 24:00.`,
    mostADay: "Posts a day, at most",
    gapMinutes: "Minutes between two posts, at least",
    whole: "Write a whole number, or leave it empty for no rule.",
  },

  repeats: {
    title: "Saying the same again",
    text: "The same words may be posted again after so many days. Case, signs, emoji and what a link carries for counting make no difference. What was taken down or called off does not count; messages to recipients are no repeats.",
    same: "Days before a channel says it again",
    across: "Days before another channel of the same platform says it",
    near: "What is nearly the same counts as the same",
    nearHelp: "A post in which a few words were changed. Short texts are compared for sameness only.",
    none: "Empty for no rule",
    whole: "Write a whole number of days, or leave it empty for no rule.",
    now: (same: number | null, across: number | null) =>
      same === null && across === null
        ? "There is no rule: the same may be said at any time."
        : [
            same === null
              ? "A channel may repeat itself at any time."
              : `A channel repeats itself after ${days(same)}.`,
            across === null
              ? "Channels of a platform may say the same."
              : `Channels of a platform say the same ${days(across)} apart.`,
          ].join(" "),
  },

  words: {
    title: "Words and links",
    text: "One on each line. A post with a word or a link that is not let out can’t be signed, and is held if it was.",
    denied: "Words and phrases that are not posted",
    deniedHelp:
      "Found as whole words in texts, titles and descriptions. A star at the end stands for any ending: guarantee*",
    allowed: "Phrases that are let through all the same",
    allowedHelp: "Such as sugar free, where free is not posted",
    deniedHosts: "Hosts that links may not lead to",
    hostsHelp: "Such as example.com; what lies below it counts as well",
    allowedHosts: "The only hosts that links may lead to",
    allowedHostsHelp: "Empty: links may lead anywhere but to those above",
  },

  outside: {
    title: "Planned against a rule",
    text: "These posts will be held at their time. Nothing of them is lost; choose another time, or change the words.",
    none: "Everything that is planned is within the rules.",
    more: "More is planned than was looked at; what is against a rule there is held at its time as well.",
    at: (day: string, time: string, channel: string) => `${day}, ${time} · ${channel}`,
    choose: (title: string) => `Choose another time for “${title}”`,
    chooseButton: "Choose a time",
    open: "Open",
  },

  /** Beside a time that was refused. */
  offer: (day: string, time: string) => `Use ${day}, ${time}`,
};
