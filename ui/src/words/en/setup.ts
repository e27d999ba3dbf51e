// Words of the way from an empty clinic to the first signed post.

export const setup = {
  title: "Set up my clinic",
  lede: "From here to the first signed post. Leave at any step; you come back to where you were.",
  left: (done: number, of: number) => `${done} of ${of} done`,
  all: "Everything is set up. The first post is signed.",
  done: "Done",
  open: "To do",
  optional: "if you like",
  putAway: "Put away",
  putAwayDone: "Put away. It is under Settings, Set up.",
  bringBack: "Show it under Today again",
  failed: "What is left to set up can’t be read right now",

  steps: {
    clinic: {
      title: "The clinic, and its recovery key on paper",
      text: "Its name and time zone, yourself, and the recovery key, written down and typed back.",
      act: "Open",
      who: "An administrator does this.",
    },
    doctor: {
      title: "A doctor who signs here",
      text: "Add a doctor under People. The doctor’s PIN makes the signing key.",
      act: "Add a doctor",
      who: "An administrator adds the doctor.",
    },
    people: {
      title: "Whoever writes",
      text: "Staff draft and plan; they never need to know the doctor’s PIN.",
      act: "Add a person",
      who: "An administrator adds people.",
    },
    channel: {
      title: "A channel",
      text: "Connect an account, or begin by hand: Countersign then gives you the signed post to copy.",
      act: "Add a channel",
      who: "An administrator adds channels.",
    },
    theme: {
      title: "The first theme",
      text: "Name what it is about; each channel gets a draft of its own.",
      act: "Write posts",
      who: "",
    },
    time: {
      title: "A time for it",
      text: "Choose when it goes out, and send it to the doctor.",
      act: "Choose a time",
      who: "",
    },
    signature: {
      title: "The first signature",
      text: "The doctor reads it as it will look, and signs.",
      act: "Read and sign",
      who: "A doctor signs.",
    },
  },
};
