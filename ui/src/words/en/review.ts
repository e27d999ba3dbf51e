// Words of the screen Review.

import { plural } from "./plural";

export const review = {
  title: "Review",

  queue: {
    title: "To sign",
    label: "Posts that wait for a signature",
    noTime: "No time yet",
    signed: "Just signed",
    failed: "The list of posts to sign could not be read",
  },
  empty: {
    title: "Nothing waits for a signature.",
    next: (when: string) => `The next post goes out ${when}.`,
    today: (time: string) => `at ${time}`,
    day: (day: string, time: string) => `on ${day} at ${time}`,
    noNext: "Nothing goes out next.",
  },

  sheet: {
    failed: "This post could not be opened",
    loading: "Opening the post…",
    version: (n: number) => `Version ${n}`,
    by: (name: string) => `by ${name}`,
    marks: "What changed",
    newer: "This post was changed while you were reading it.",
    newerText: "You still see the version you began with. It can’t be signed any more.",
    showNewer: "Show the newest",
    compose: "Open in Compose",
  },

  changes: {
    title: "Since you last looked",
    counted: (added: number, removed: number) => `+${added} −${removed} words`,
    seen: (n: number) => `You read version ${n},`,
    wrote: (name: string, n: number) => `${name} wrote version ${n},`,
    notWords: "No word changed; look at the pictures, the link and the options.",
  },

  note: {
    title: "Your note",
    label: "Your note, kept with the signature",
    theirs: "The doctor’s note",
    help: "Why it may be said like this, or what it rests on. Kept with your signature, never posted.",
    saving: "Saving…",
    saved: "Saved.",
    none: "No note.",
  },

  talk: {
    title: "Talk",
    none: "Nobody wrote about this post yet.",
    label: "Write about this post",
    send: "Send",
    onVersion: (n: number) => `on version ${n}`,
    kinds: { remark: "", change_request: "Asked for changes", rejection: "Rejected" },
    empty: "Write something first.",
    sendKey: "Send what you wrote",
  },

  signature: {
    title: "Signature",
    registration: (number: string) => `Reg. ${number}`,
    key: "Key",
    covers: "Covers",
    window: "A signature counts",
    counts: "Counts",
    from: "from",
    to: "to",
    takeBack: "Take signature back",
    takenBack: "The signature was taken back. The post waits again.",
  },

  decide: {
    label: "Decision",
    sign: "Sign",
    signing: "Signing…",
    changes: "Ask for changes",
    reject: "Reject",
    next: "Next post",
    previous: "Previous post",
    moves: "next, previous",
    talk: "Write about this post",
    chooseTime: "Choose a time…",
    covers: (n: number) => `Your signature covers version ${n}`,
    anyCovers: (n: number) => `A signature would cover version ${n}`,
    signedCovers: (n: number) => `The signature covers version ${n}`,
    goesOut: "Goes out",
    passed: "Its time has passed:",
    meant: "Planned for",
    noTime: "It has no time yet",
    notDoctor: "Only a doctor can sign. You see what the doctor sees, and can write about it.",
    rejected: "This post was rejected. A new version can be signed.",
    signedBy: (name: string) => `Signed by ${name}`,
    done: (title: string) => `Signed: ${title}`,
    doneMore: (left: number) => plural(left, { one: "# more waits.", other: "# more wait." }),
    nothing: "Nothing was signed.",
    failed: "The signature did not work",
  },

  ask: {
    changes: {
      title: "What should change?",
      help: "The writer reads this word for word.",
      submit: "Ask for changes",
      empty: "Say what should change, so that the next version can be right.",
      done: "Changes were asked for.",
    },
    reject: {
      title: "Why not?",
      help: "Rejected posts don’t come back by themselves.",
      submit: "Reject",
      empty: "Say why, so that nobody writes the same post again.",
      done: "The post was rejected.",
    },
  },
};
