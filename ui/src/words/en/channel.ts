// Words of a channel's page: what it can do, what is used of its allowances, what was asked of its platform.

import { plural } from "./plural";

export const channel = {
  back: "All channels",
  open: (name: string) => `${name}: what it can do, and its last calls`,
  test: "Test connection",
  testing: (platform: string) => `Asking ${platform} whose sign-in this is. Nothing is changed there.`,
  good: "The connection works",
  bad: "The connection does not work as it should",
  resting: "Resting",
  restsUntil: "Resting until",

  version: {
    title: "LinkedIn’s version",
    failed: "The version of LinkedIn’s interface could not be read",
    now: (version: string, until: string) =>
      `LinkedIn is asked with version ${version}, served until about ${until}.`,
    help: "LinkedIn serves each version of its interface for about a year; after that it refuses every call, and nothing goes out. All LinkedIn channels use the same one.",
    by: (person: string) => `Chosen by ${person},`,
    label: "Another version",
    labelHelp:
      "A year and a month, such as 202609. LinkedIn lists its versions in its developer documentation, under Versioning.",
    use: "Use this version",
    back: (own: string) => `Go back to Countersign’s own, ${own}`,
    chosen: (version: string) =>
      `LinkedIn is asked with version ${version} from now on. Test the connection.`,
    soon: (version: string, until: string) => `LinkedIn serves version ${version} until about ${until}`,
    over: (version: string) => `LinkedIn should not serve version ${version} any more`,
    mend: "Update Countersign, or name a newer version below and test the connection.",
  },

  abilities: "What it can do now",
  ability: {
    text: "Text",
    pictures: "Pictures",
    video: "Video",
    thread: "Thread",
    first_comment: "First comment",
    link_card: "Link card",
    take_down: "Take down",
    read_back: "Read back",
  },
  state: { ready: "Ready", by_hand: "By hand", not_ready: "Not ready", never: "Not there" },
  careful: "Careful value.",
  carefulHelp:
    "Careful value: the platform states no number, so Countersign keeps to what is known to be taken.",
  toMend: "To mend it:",

  allowances: "What is used of the platform’s allowances",
  noAllowances: (platform: string) => `${platform} has not said anything of its allowances yet.`,
  used: (used: number, allowed: number) => `${used.toLocaleString("en")} of ${allowed.toLocaleString("en")}`,
  percent: (used: number) => `${used} %`,
  opens: "begins anew",
  closed: "Used up: nothing is asked until it begins anew.",
  seen: "as of",
  others: (n: number) => plural(n, { one: "# other allowance", other: "# other allowances" }),

  calls: "Last calls",
  noCalls: "No calls yet",
  noCallsText: "What Countersign asks this platform is listed here: what for, when, and how it ended.",
  callsTable: "The last calls of this channel, the newest first",
  when: "When",
  what: "What for",
  ended: "How it ended",
  took: "Took",
  ms: (ms: number) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`),
  end: {
    answered: "Done",
    refused: "Refused",
    paused: "A pause was asked for",
    failed: "Failed",
    lost: "No answer",
    not_sent: "Not sent",
  },
  detailsOf: (what: string, time: string) => `Details of “${what}”, ${time}`,
  failed: "What this channel can do could not be read",
};
