// Words of the screen Review.

import { plural } from "./plural";

export const review = {
  title: "Review",

  queue: {
    title: "To sign",
    label: "Posts that wait for a signature",
    noTime: "No time yet",
    signed: "Just signed",
    forAnother: "For another doctor",
    failed: "The list of posts to sign could not be read",
    noBatch: "On its own",
    by: { due: "By time", platform: "By platform", batch: "By theme" },
    grouped: (by: string) => `How the list is grouped: ${by.toLowerCase()}`,
    signAll: (n: number) => `Sign ${n}…`,
    expires: "Expires unsigned soon",
    expiring: (n: number) =>
      plural(n, { one: "# post expires unsigned soon", other: "# posts expire unsigned soon" }),
    soonest: "The first is meant for",
  },

  together: {
    key: "Sign all of this group…",
    title: (n: number, name: string) =>
      name === ""
        ? `Sign ${n} posts`
        : plural(n, { one: `Sign # post: ${name}`, other: `Sign # posts: ${name}` }),
    text: "Read each one. Every signature covers exactly what you see here.",
    each: "One signature for each post that is ticked.",
    limit: "Your PIN is good for 20 signatures; the first 20 are ticked.",
    reading: "Reading the posts…",
    sign: (n: number) => plural(n, { one: "Sign # post", other: "Sign # posts" }),
    covers: "Your signature covers ",
    already: "This post is signed already.",
    notSigned: "Not signed",
    unread: "This post could not be read",
    failed: "The signatures did not work",
    done: (signed: number, refused: number) =>
      refused === 0
        ? plural(signed, { one: "# post is signed.", other: "# posts are signed." })
        : `${plural(signed, { one: "# post is signed", other: "# posts are signed" })}, ${refused} not.`,
  },

  edit: {
    button: "Change the text",
    text: "Text",
    part: (n: number) => `Post ${n}`,
    comment: "First comment",
    save: "Save as a new version",
    saving: "Saving…",
    saved: "Saved as a new version.",
    drop: "Drop the changes",
    close: "Back to the post",
    failed: "This could not be saved",
    safe: "What you typed is still here.",
    older: "This post was changed after you began to write",
    olderText: "You see the newer version now. What you wrote is kept here until you say otherwise.",
    obstacle: "Save your changes, or drop them, before you sign.",
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
    more: "More for this post",
  },

  changes: {
    title: "Since you last looked",
    counted: (added: number, removed: number) => `+${added} −${removed} words`,
    seen: (n: number) => `You read version ${n},`,
    wrote: (name: string, n: number) => `${name} wrote version ${n},`,
    notWords: "No word changed.",
    chosen: (name: string, was: string, now: string) => `${name}: ${was} → ${now}`,
    pictures: {
      added: (n: number) => plural(n, { one: "# picture is new.", other: "# pictures are new." }),
      removed: (n: number) =>
        plural(n, { one: "# picture was taken out.", other: "# pictures were taken out." }),
      changed: (n: number) =>
        plural(n, {
          one: "# picture is cut, placed or described differently.",
          other: "# pictures are cut, placed or described differently.",
        }),
    },
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
    about: "About the words ",
    show: "Show in the post: ",
    wordsChanged: "These words were changed since.",
    settle: "Mark as settled",
    settledBy: (name: string) => `Settled, says ${name}.`,
    reopen: "Open again",
    settledSaid: "Marked as settled.",
    reopenedSaid: "Open again.",
  },

  signature: {
    title: "Signature",
    beforehand: "Signed beforehand, given",
    registration: (number: string) => `Reg. ${number}`,
    key: "Key",
    covers: "Covers",
    window: "A signature counts",
    counts: "Counts",
    from: "from",
    to: "to",
    missing: (n: number) => plural(n, { one: "One signature is missing", other: "# signatures are missing" }),
    missingText:
      "In this clinic two doctors sign each post. It goes out once the other one has signed it too.",
    takeBack: "Take signature back",
    takenBack: "The signature was taken back. The post waits again.",
  },

  decide: {
    label: "Decision",
    sign: "Sign",
    signing: "Signing…",
    changes: "Ask for changes",
    changesAbout: "Ask about these words",
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
    failures: {
      sign: { title: "The signature did not work", safe: "Nothing was signed." },
      revoke: {
        title: "The signature could not be taken back",
        safe: "The post is still signed, and goes out at its time.",
      },
      show: { title: "The newest version could not be opened", safe: null },
      settle: { title: "This could not be noted", safe: null },
      ask: { title: "Your words were not sent", safe: null },
    },
    /** Said when another post is open by then. */
    late: (title: string, what: string, why: string) => `“${title}”: ${what}. ${why}`.trimEnd(),
  },

  ask: {
    pick: {
      none: "About the whole post. Mark words in the post to ask about those.",
      about: "About the words ",
      whole: "Ask about the whole post instead",
      button: "Mark words…",
      text: "Text of the post",
      partText: (n: number) => `Text of post ${n}`,
      help: "Mark the words with Shift and the arrow keys, or with the pointer.",
    },
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
