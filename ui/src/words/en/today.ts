// Words of the screen Today.

import { plural } from "./plural";

const small = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

/** Small numbers as words, as one says them. */
const count = (n: number) => small[n] ?? String(n);
const begin = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const posts = (n: number) => plural(n, { one: `${count(n)} post`, other: `${count(n)} posts` });
const verb = (n: number, one: string, other: string) => (n === 1 ? one : other);

export const today = {
  title: "Today",
  write: "Write posts",
  openPeople: "Open People",
  keys: { title: "Today", next: "Next row", before: "Row before" },

  at: {
    today: (time: string) => `today at ${time}`,
    tomorrow: (time: string) => `tomorrow at ${time}`,
    day: (day: string, time: string) => `on ${day} at ${time}`,
  },

  needs: {
    doctors: "Too few doctors can sign.",
    backups: "Backups need a look.",
    emergencies: (n: number) =>
      begin(
        `${plural(n, { one: `${count(n)} emergency`, other: `${count(n)} emergencies` })} ${verb(n, "waits", "wait")} for an answer.`,
      ),
    late: (n: number) =>
      begin(
        `${plural(n, { one: `${count(n)} answer`, other: `${count(n)} answers` })} ${verb(n, "is", "are")} late.`,
      ),
    alerts: (n: number) => (n === 1 ? "There is one alert." : `There are ${count(n)} alerts.`),
    open: (n: number) =>
      begin(
        `${plural(n, { one: `${count(n)} conversation`, other: `${count(n)} conversations` })} ${verb(n, "is", "are")} open.`,
      ),
    toSign: (n: number) => begin(`${posts(n)} ${verb(n, "waits", "wait")} for your signature.`),
    forDoctor: (n: number) => begin(`${posts(n)} ${verb(n, "waits", "wait")} for the doctor.`),
    decide: (n: number) => begin(`${posts(n)} ${verb(n, "needs", "need")} a decision.`),
    channels: (n: number) =>
      begin(
        `${plural(n, { one: `${count(n)} channel`, other: `${count(n)} channels` })} ${verb(n, "needs", "need")} a new sign-in.`,
      ),
    newKeys: (n: number) =>
      n === 1 ? "There is a new signing key." : begin(`${count(n)} new signing keys.`),
    changes: (n: number) => `The doctor asked for changes to ${posts(n)}.`,
    firstOut: (n: number, at: string) => (n === 1 ? `It goes out ${at}.` : `The first goes out ${at}.`),
    firstPast: (n: number) => (n === 1 ? "Its time has passed." : "The time of the first has passed."),
    nothing: "Nothing needs you.",
    nextOut: (at: string) => `The next post goes out ${at}.`,
  },

  empty: {
    next: (at: string) => `Nothing needs you. The next post goes out ${at}.`,
    none: "Nothing needs you, and nothing is planned.",
  },

  failed: "Today could not be read",

  toSign: {
    title: "To sign",
    waiting: "Waiting for the doctor",
    open: "Read and sign",
    posts: (n: number) => plural(n, { one: "# post", other: "# posts" }),
    noTime: "No time yet",
    passed: "Time has passed",
    expires: "expires unsigned soon",
  },

  decisions: {
    title: "Needs a decision",
    over: "This post needs no decision any more.",
    plan: "Choose a time…",
    retry: "Try again",
    open: "Open",
    safe: "Nothing is sent twice.",
    details: "Details",
    detailsFailed: "The details could not be read.",
    noDetails: "The platform gave no code.",
    attempt: (n: number) => `Attempt ${n}`,
    retried: (title: string) => `${title}: goes out again.`,
    failed: (title: string) => `${title} could not be tried again`,
  },

  unanswered: {
    title: "Inbox",
    emergencies: (n: number) =>
      plural(n, { one: "# emergency waits for an answer", other: "# emergencies wait for an answer" }),
    late: (n: number) => plural(n, { one: "# answer is late", other: "# answers are late" }),
    open: (n: number, mine: number) =>
      plural(n, { one: "# conversation is open", other: "# conversations are open" }) +
      (mine > 0 ? `, ${mine} of them yours` : ""),
  },

  alerts: { title: "Alerts" },

  newKeys: {
    title: "New signing keys",
    line: (name: string) => `${name} can sign here now`,
    enrolled: (by: string | null) => (by === null ? "Made with this clinic" : `Enrolled by ${by}`),
    key: "Key",
    wrong:
      "If this is news to you, ask the person before you trust what they sign, and press Stop everything.",
    know: "I know",
    knowOf: (name: string) => `I know that ${name} can sign here`,
  },

  signIns: {
    title: "Channels that need you",
    again: "Sign in again…",
    administrator: "An administrator can sign in again.",
  },

  changes: { title: "Changes asked", open: "Change it" },

  drafts: {
    title: "Drafts",
    open: "Continue writing",
    all: (n: number) => `Show all ${n}`,
    untitled: "Nothing written yet",
  },

  next: {
    title: "Going out next",
    nothing: "Nothing is planned.",
    held: "Held back",
    today: "Today",
    tomorrow: "Tomorrow",
    noTime: "No time yet",
    more: (title: string) => `More for ${title}`,
    move: "Move to another time…",
    read: "Read it",
    callOff: "Call off…",
  },

  since: { title: "Posted since you were last here", last: "You left" },

  out: {
    title: "Already out today",
    open: (platform: string) => `Open on ${platform}`,
    failed: "The address could not be opened.",
  },

  callOff: {
    title: "Call this post off?",
    text: "It does not go out. It stays in the calendar as Cancelled; give it a new time to send it after all.",
    yes: "Call it off",
  },
};
