// Words of connecting an account by signing in at its platform in the browser.

import { plural } from "./plural";

export const connect = {
  title: (name: string) => `Connect ${name}`,
  lede: (platform: string, account: string) =>
    `You sign in at ${platform} in the browser and choose the clinic’s ${account}. Countersign never sees the password.`,
  ledeAgain: (platform: string, account: string) =>
    `You sign in at ${platform} in the browser as somebody who manages “${account}”. Countersign never sees the password.`,
  notThere: "Nobody can sign in there in the browser.",
  notThereText: "Go back to the channels, and connect the account from there.",
  failed: "What has to be set up could not be read",
  stateFailed: "Whether somebody is signing in could not be read",
  administrator: "Only an administrator connects accounts.",

  steps: "What has to be set up first",
  stepsText: "Once for the clinic; what is set up stays.",
  step: (n: number) => `Step ${n}`,
  state: {
    by_person: "Only you can tell",
    done: "Done",
    open: "To do",
    wrong: (platform: string) => `${platform} says that it is not right`,
  },
  where: "Open this address in your browser:",
  redirect: (place: number, all: number) =>
    all === 1 ? "The address to register:" : `Address ${place} of ${all} to register:`,
  /** Where a platform wants one address of one kind of app, and another of another. */
  redirectsFor: {
    withSecret: "The address to register, for an app with a secret:",
    withoutSecret: "Only for an app without a secret (native PKCE):",
  },
  copy: "Copy",
  copyOf: (what: string) => `Copy ${what}`,
  theAddress: "the address of the page",
  theRedirect: (place: number, all: number) =>
    all === 1 ? "the address to register" : `address ${place} to register`,
  handIn: "Hand in the app…",
  replace: "Replace…",
  replaceOf: (name: string) => `Replace the app for ${name}…`,
  forget: "Forget…",
  forgetOf: (name: string) => `Forget the app for ${name}…`,
  forgetTitle: "Forget the clinic’s app?",
  forgetText:
    "Its id and its secret are taken off this laptop. What is connected stays connected as long as its sign-in lasts; to sign in again, the app has to be handed in again.",
  forgetDo: "Forget it",
  privateWindow: "Waiting for the private window…",

  rights: "What is asked for",
  rightsText: (platform: string) => `${platform} lists these, and whoever signs in allows them.`,
  required: "needed",
  optional: "can be left out",
  lasts: "How long it lasts",

  begin: (platform: string) => `Sign in at ${platform}`,
  needsApp: "First hand in the clinic’s app, as the steps say.",
  paste: "Paste a token instead…",
  pasted: (name: string) => `${name} is connected.`,

  waiting: {
    title: (platform: string) => `Sign in at ${platform}, in the browser`,
    text: (account: string) =>
      `The browser is open. Sign in there, choose the clinic’s ${account}, and leave every permission switched on; this page goes on by itself.`,
    until: "Countersign waits until",
    keep: "You may leave this page meanwhile.",
    again: "Open the browser again",
  },
  asking: {
    title: (platform: string) => `Asking ${platform} what you may use…`,
    text: "This takes a moment. Nothing is connected before you choose.",
  },
  choosing: {
    title: (account: string) => `Choose the ${account}`,
    again: (name: string) => `Choose the one that “${name}” posts on.`,
    only: "This is what the sign-in reaches.",
    known: (name: string) => `Already your channel “${name}”; its sign-in is made new.`,
    knownOne: "Already one of your channels; its sign-in is made new.",
    missing: (purposes: string) => `Not allowed: ${purposes}.`,
    refused: "Can’t be connected.",
    none: "None of these can be connected.",
    choose: "Choose one of them.",
    submit: "Connect",
  },
  wasNot: "Nothing was connected",
  beginAgain: "Begin again",
  connected: {
    title: (name: string) => `${name} is connected`,
    until: "The sign-in lasts until",
    open: "Open the channel’s page",
    done: "Done",
  },
  underWay: {
    waiting: (platform: string) => `A sign-in at ${platform} waits in the browser.`,
    asking: (platform: string) => `A sign-in at ${platform} is under way.`,
    choosing: (platform: string) => `A sign-in at ${platform} waits for your choice.`,
    failed: (platform: string) => `A sign-in at ${platform} did not come to an end.`,
    open: "Go on with it",
  },

  /** How a channel's sign-in stands, on its page and in the list. */
  signIn: {
    title: "Sign-in",
    how: "How",
    login: (platform: string) => `At ${platform}, in the browser`,
    pasted: "A token that somebody pasted",
    ends: "Ends",
    noEnd: (platform: string) => `${platform} named no end`,
    ended: "It ended on",
    days: (n: number) => (n === 0 ? "today" : plural(n, { one: "in # day", other: "in # days" })),
    renews: "Renewed",
    byItself: "By itself, ahead of its end",
    byHand: "Not by itself: somebody signs in again",
    missing: "Not allowed to",
    handText: "Posts go out by hand here; Countersign has no sign-in.",
    noneText: "Countersign has no sign-in for this account.",
    again: "Sign in again",
    connectIt: "Connect it…",
    pasteAgain: "Paste a new token…",
    steps: "Look at the steps",
    administrator: "An administrator can sign in again.",
    administratorConnects: "An administrator can connect it.",
  },
  /** A word for what a channel needs. */
  need: { refused: "Refused", ended: "Sign-in ended", ends_soon: "Sign-in ends" },
};
