// Words of what a person decides about a post that went out, or did not: resolve, post by hand, take down.

import { plural } from "./plural";

export const resolve = {
  title: "What becomes of this post?",
  failed: "What is known could not be read",
  open: "Look and decide…",
  settled: "Nothing has to be decided about this post any more.",

  state: "State",
  lastTry: "Last try",
  looks: "Looked for it",
  looked: (looks: number, empty: number) =>
    `${plural(looks, { one: "once", other: "# times" })}${empty > 0 ? `; read everything there ${plural(empty, { one: "once", other: "# times" })} and did not find it` : ""}`,
  notLooked: "Not yet",
  nextLook: "Looks again",
  nextTry: "Tries again",
  partly: "Part of it is public.",
  public: "Open what is public",
  look: (platform: string) => `Open the account on ${platform}`,
  lookFailed: "The page could not be opened. Open it in your browser by hand.",

  found: "What do you see there?",
  there: "It is there",
  thereHelp: "Then it is done. Open the post, copy its address and paste it here.",
  address: "Address of the post",
  notThere: "It is not there",
  notThereHelp:
    "Look closely, also a little further down: what is there already would be out twice if it were sent again.",
  choose: "Say what you see.",
  needAddress: "Paste the address of the post.",
  needHttps: "An address begins with https://",

  then: "What shall happen?",
  again: "Send it again",
  againHelp: "It goes out at once if its signature still covers it, or else waits for the doctor.",
  rest: "Send the rest",
  restHelp: "What is public stays. The rest goes out below it once a signature covers it.",
  move: "Choose another time",
  moveHelp: "It goes out then. The next sheet asks for the time.",
  drop: "Drop it",
  dropHelp: "It does not go out. It stays on record as Cancelled; a new time brings it back.",
  dropRest: "Leave it as it is",
  dropRestHelp: "What is public stays public, and the rest is not sent.",
  chooseThen: "Say what shall happen.",

  submit: "Decide",
  done: {
    there: "It is on record as posted.",
    again: "It goes out again.",
    move: "It waits for its new time.",
    leftOpen:
      "It does not go out, and has no new time yet. It is in the calendar as Cancelled; choose a time there.",
    drop: "It does not go out.",
    dropRest: "It stays as it is.",
  },
};

export const byHand = {
  open: "Post it by hand…",
  title: (platform: string) => `Post this on ${platform} by hand`,
  titleInApp: (platform: string) => `Finish this in ${platform}’s app`,
  inApp: (account: string) =>
    `It waits in the inbox of ${account}. Open the notice in the app on the phone, paste the text, choose who can watch it, and post it. Countersign sees when it is out, or you say where it is.`,
  inAppNot:
    "If it shall not be posted, delete the draft in the app first, then say that you did not post it.",
  failed: "What has to be posted could not be read",
  over: "Post nothing more of this",
  always: (account: string) => `${account} is posted on by hand.`,
  signed: (by: string) => `Signed by ${by}. Post it exactly like this, and change nothing.`,
  unsigned: "It was signed when it was handed over. Post it exactly like this, and change nothing.",
  part: { main: "Post", thread: (n: number) => `Post ${n}`, first_comment: "First comment" },
  copy: "Copy the text",
  copyAlt: "Copy its description",
  copyLink: "Copy the link",
  copied: "Copied.",
  copyFailed: "This could not be copied. Mark the text and copy it.",
  link: "Link",
  picture: (n: number) => `Picture ${n}`,
  save: "Save the picture…",
  saved: (name: string) => `${name} was saved.`,
  noAlt: "No description",
  page: (platform: string) => `Open ${platform}`,
  pageFailed: "The page could not be opened. Open it in your browser by hand.",
  where: "Where is it?",
  whereHelp: "Open the post once it is public, copy its address and paste it here.",
  address: "Address of the post",
  addressOf: (part: string) => `Address: ${part}`,
  optional: "Leave empty what you did not post.",
  needAddress: "Paste the address of the post.",
  needHttps: "An address begins with https://",
  submit: "Mark as posted",
  notPosted: "I did not post it",
  done: "It is on record as posted.",
  off: "It is called off. Give it a new time, or try again, to send it after all.",
};

export const keeping = {
  title: "Who publishes it",
  heldBy: (platform: string) => `Held by ${platform}`,
  laptop: "This laptop, as long as Countersign runs.",
  offered: (platform: string) =>
    `This laptop, as long as Countersign runs. ${platform} can hold it instead, and publishes it even if the laptop sleeps.`,
  wanted: (platform: string) =>
    `It is being handed to ${platform}. Until ${platform} has it, this laptop publishes it.`,
  kept: (platform: string) => `${platform} holds it, and publishes it even if the laptop sleeps`,
  comingBack: (platform: string) => `It is on its way back from ${platform}, which was to publish it`,
  wantedBy: (name: string) => `${name} chose this.`,
  give: (platform: string) => `Let ${platform} hold it`,
  takeBack: "Take it back",
  again: "Try again",
  deleted: "I deleted it there",
  next: "Looks again",
  failed: "This was not changed",
};

export const takeDown = {
  open: "Take down now…",
  title: (n: number) => plural(n, { one: "Take this post down?", other: "Take these # posts down?" }),
  text: "It is removed wherever it went, its thread and its first comment with it. What waits does not go out. This can’t be undone, and is on record.",
  from: (platform: string, account: string) => `${platform}, ${account}`,
  yes: "Take down now",
  results: "What came of it",
  failed: "How it stands could not be read",
  begun: {
    removing: "Being taken down",
    following: "On its way: it goes no further, and what turns out to be public is removed",
    called_off: "Was not public, and does not go out",
    kept: "Messages that were sent can’t be taken back. Nothing more of it goes out.",
    in_hand: "Was handed over to be posted by hand. Say first whether it was posted.",
    nothing: "There was nothing to take down",
  },
  states: {
    asked: "Being taken down",
    removed: "Gone",
    refused: "Not taken down",
    by_hand: "Has to be deleted by hand",
  },
  public: "Still public",
  part: { main: "Post", thread: (n: number) => `Post ${n}`, first_comment: "First comment" },
  next: "Tries again",
  look: (platform: string) => `Open on ${platform}`,
  lookFailed: "The page could not be opened. Open it in your browser by hand.",
  again: "Try again",
  deleted: "I deleted it there",
  close: "Close",
};
