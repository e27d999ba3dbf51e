// Words of Settings, Alerts: what people hear of although nobody looks at the window, and how.

import { plural } from "./plural";

export const alerts = {
  title: "Alerts",
  lede: "What Countersign tells you of although nobody looks at its window, once for as long as it goes on. No alert holds a word that anybody wrote, or the name of anybody who wrote.",
  failed: "The alerts could not be read",
  rulesFailed: "What you are alerted to could not be read",

  now: "Going on",
  none: "Nothing that anybody has to hear of is going on.",
  noneText: "What happens is told here and by a notification, within minutes.",
  over: "Over",
  since: "Since",
  until: "over since",
  notTold: "Not told yet: it waits for the end of the quiet hours, or is turned off.",
  open: "Open",
  openOf: (title: string) => `Open: ${title}`,

  quiet: "Quiet hours",
  quietText:
    "On the clinic’s clock, each day. What comes in these hours is told when they end. An emergency is told at once all the same, and a side effect at once where they end on another day.",
  quietOn: "Keep quiet for some hours of each day",
  from: "From",
  until_: "Until",
  timeHint: "such as 21:00",
  quietNow: (from: string, until: string) => `From ${from} until ${until}.`,
  quietNever: "There are no quiet hours.",

  what: "What is told on the desktop",
  whatText:
    "By a notification on this computer. Posts that fail, are missed or wait for the doctor are told as well, always.",
  always: "Always told",
  on: "Told",
  off: "Not told",

  targets: {
    title: "How long an answer may take",
    text: "Counted from when it was written, and where opening hours are set below, in these hours alone: eight hours may then be a whole day, and 48 hours six. What waits longer is late: it is told, and stands on top. An emergency counts by the clock, and can be given less time than usual and never more.",
    failed: "How long answers may take could not be read",
    units: { minutes: "minutes", hours: "hours", days: "days" },
    length: {
      minutes: (n: number) => plural(n, { one: "# minute", other: "# minutes" }),
      hours: (n: number) => plural(n, { one: "# hour", other: "# hours" }),
      days: (n: number) => plural(n, { one: "# day", other: "# days" }),
    },
    unit: (tier: string) => `${tier}: unit`,
    usual: (length: string) => `Usually ${length}.`,
    within: (length: string) => `Within ${length}`,
    whole: "Write a whole number.",
    back: "Back to usual",
    save: "Save changes to how long answers may take",
    discard: "Discard how long answers may take",
  },

  opening: {
    title: "Opening hours",
    text: "When somebody is there to answer, such as 09:00–17:00 or 9–12, 14–18. Answers are wanted within these hours, and never on closed days; an emergency counts by the clock. While it is closed, an answer may begin with when you open. Nothing is sent by itself.",
    failed: "The opening hours could not be read",
    closed: "Closed now. It opens again:",
    always: "Nobody set them, so somebody is always there.",
    closedDay: "closed",
    hint: "closed",
    save: "Save changes to the opening hours",
    discard: "Discard the changes to the opening hours",
  },
};
