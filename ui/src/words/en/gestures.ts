// Words of what is done without words to what people wrote: hiding, liking, posting on, deleting.

export const gestures = {
  open: "Actions",
  openOf: (author: string, time: string) => `Actions on what ${author} wrote at ${time}`,
  openOurs: (time: string) => `Actions on what the clinic wrote at ${time}`,
  key: "Hide, like, or act otherwise without words",
  title: (author: string) => `What ${author} wrote`,
  titleOurs: "What the clinic wrote",
  text: "What can be done here without words. It goes out only under what a doctor signed beforehand.",
  notRead: "What can be done here could not be read",
  failed: "That could not be done",
  none: "Nothing can be done here",
  noneText: (platform: string) =>
    `${platform} lets no program do anything here. Where something has to be done, do it in its own app.`,
  noneOurs:
    "What went out from here is taken down where its post stands. The rest is deleted in the platform’s own app.",
  signing: "What is signed beforehand",

  verbs: {
    hide: "Hide",
    show: "Show again",
    like: "Like",
    unlike: "Take the like back",
    repost: "Post on",
    unrepost: "Take it back",
    delete: "Delete",
  },
  /** What hiding does differs from platform to platform. */
  hides: {
    facebook: "Facebook hides it from others; whoever wrote it may still see it. It can be shown again.",
    instagram: "Instagram hides it from others; whoever wrote it may still see it. It can be shown again.",
    youtube: "YouTube puts it among the comments that wait for review. It can be shown again.",
    x: "X puts it away from the other answers; whoever looks for it may still find it. It can be shown again.",
    other: "It is not shown under the post from then on. It can be shown again.",
  },
  does: {
    show: (platform: string) => `${platform} shows it to everybody again.`,
    like: () => "The clinic’s account likes it, and everybody can see that.",
    unlike: () => "The clinic’s account likes it no more.",
    repost: (platform: string) =>
      `Whoever follows the clinic on ${platform} sees it, under its writer’s name.`,
    unrepost: () => "The clinic’s account does not post it on any more.",
    delete: (platform: string) => `It is gone from ${platform} for everybody. Nothing brings it back.`,
  },

  later: "At a time…",
  laterOf: (verb: string) => `${verb} at a time…`,
  time: {
    title: (verb: string) => `${verb} at a time`,
    again: (verb: string) => `${verb} at another time`,
    text: "On the clinic’s clock. It is done then, if Countersign runs and the signature still counts.",
    submit: "Plan it",
    planned: (day: string, time: string) => `Planned for ${day}, ${time}.`,
  },
  deleting: {
    title: "Delete what the clinic wrote?",
    text: (platform: string) => `It is gone from ${platform} for everybody. Nothing brings it back.`,
    yes: "Delete it",
  },

  /** Told once it is asked for: the platform has not answered by then. */
  asked: {
    hide: "It is being hidden.",
    show: "It is being shown again.",
    like: "It is being liked.",
    unlike: "The like is being taken back.",
    repost: "It is being posted on.",
    unrepost: "It is being taken back.",
    delete: "It is being deleted.",
  },
  /** On what was written, while it is done. */
  going: {
    hide: "Hiding…",
    show: "Showing it again…",
    like: "Liking…",
    unlike: "Taking the like back…",
    repost: "Posting it on…",
    unrepost: "Taking it back…",
    delete: "Deleting…",
  },
  /** Before its time. */
  toBe: {
    hide: "To be hidden",
    show: "To be shown again",
    like: "To be liked",
    unlike: "Like to be taken back",
    repost: "To be posted on",
    unrepost: "To be taken back",
    delete: "To be deleted",
  },
  at: "at",
  /** That it stands; what is hidden or deleted is told by what was written itself. */
  done: {
    hide: "Hidden",
    show: "Shown again",
    like: "Liked",
    unlike: "Like taken back",
    repost: "Posted on",
    unrepost: "Taken back",
    delete: "Deleted",
  },
  not: {
    hide: "Not hidden",
    show: "Not shown again",
    like: "Not liked",
    unlike: "Like not taken back",
    repost: "Not posted on",
    unrepost: "Not taken back",
    delete: "Not deleted",
  },

  outgoing: {
    answers: "Answers",
    title: "Actions",
    notRead: "The actions could not be read",
    /** What is done, on whose words. */
    on: {
      hide: (author: string) => `Hide what ${author} wrote`,
      show: (author: string) => `Show again what ${author} wrote`,
      like: (author: string) => `Like what ${author} wrote`,
      unlike: (author: string) => `Take back the like of what ${author} wrote`,
      repost: (author: string) => `Post on what ${author} wrote`,
      unrepost: (author: string) => `Take back what ${author} wrote and the clinic posted on`,
      delete: () => "Delete what the clinic wrote",
    },
    states: {
      waiting: "Waits",
      planned: "Planned",
      going: "Being done",
      done: "Done",
      refused: "Not done",
      missed: "Its time passed",
      called_off: "Called off",
    },
    due: "It is done",
    wasDue: "It was to be done",
    by: (name: string) => `Asked for by ${name}.`,
    time: "Another time…",
    timeOf: (what: string) => `Another time: ${what}…`,
    again: "Try again",
    againOf: (what: string) => `Try again: ${what}`,
    tried: "It is tried again.",
    callOff: "Call it off",
    callOffOf: (what: string) => `Call it off: ${what}`,
    calledOff: "It is not done.",
    putAway: "Put away",
    putAwayOf: (what: string) => `Put away: ${what}`,
    gone: "Put away.",
  },

  /** What doctors sign: each with what takes it back. */
  signs: {
    title: "Actions without words",
    lede: "What anybody at the clinic may do to what people wrote, on which channel, without asking a doctor each time. Nothing is done by itself.",
    none: "None of the clinic’s channels lets a program do anything without words.",
    choose: "Tick what may be done. Each can be taken back with the same signature; what is deleted can’t.",
    label: {
      hide: "Hide comments, and show them again",
      show: "Show comments again",
      like: "Like what people wrote, and take the like back",
      unlike: "Take likes back",
      repost: "Post on what people wrote, and take it back",
      unrepost: "Take back what was posted on",
      delete: "Delete comments that the clinic wrote elsewhere",
    },
    /** The same after the name of a channel. */
    inLine: {
      hide: "hide comments, and show them again",
      show: "show comments again",
      like: "like what people wrote, and take the like back",
      unlike: "take likes back",
      repost: "post on what people wrote, and take it back",
      unrepost: "take back what was posted on",
      delete: "delete comments that the clinic wrote elsewhere",
    },
    line: (channel: string, platform: string, what: string) => `${channel}, ${platform}: ${what}`,
    signed: "Signed",
    unsigned: "Not signed",
  },
};
