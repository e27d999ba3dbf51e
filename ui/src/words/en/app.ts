// Words of the frame: rail, top bar, lock, PIN sheet, stopping and resuming.

import { plural } from "./plural";

export const app = {
  name: "Countersign",
  skip: "Skip to the content",
  starting: "Countersign is starting…",
  startFailed: "Countersign could not start",
  leadFailed: "What the notification is about could not be opened",

  rail: {
    label: "Screens",
    today: "Today",
    compose: "Compose",
    review: "Review",
    calendar: "Calendar",
    inbox: "Inbox",
    insights: "Insights",
    activity: "Activity",
    settings: "Settings",
    waiting: (n: number) => plural(n, { one: "# waits for a signature", other: "# wait for a signature" }),
    deciding: (n: number) => plural(n, { one: "# needs a decision", other: "# need a decision" }),
    unanswered: (n: number) => plural(n, { one: "# waits for an answer", other: "# wait for an answer" }),
    emergencies: (n: number) =>
      plural(n, { one: "in # of them a life may be at risk", other: "in # of them a life may be at risk" }),
  },

  bar: {
    label: "Clinic",
    next: "Next",
    nothingNext: "Nothing goes out next",
    connection: { idle: "Not asked yet", online: "Online", offline: "No connection" },
    connectionHint: {
      idle: "Nothing was sent to a platform lately.",
      online: "The platforms answered when they were last asked.",
      offline: "The platforms could not be reached. Countersign keeps trying.",
    },
    signedIn: (name: string) => `Signed in as ${name}`,
    lock: "Lock",
    switchPerson: "Switch person",
    penUntil: (time: string, left: number) =>
      `Signs without the PIN until ${time}, ${plural(left, { one: "# more time", other: "# more times" })}`,
    keyboard: "Keyboard",
  },

  stop: {
    button: "Stop everything",
    stopping: "Stopping…",
    stopped: (by: string) => `${by} stopped everything`,
    safe: "Nothing goes out until somebody resumes. What was already on its way may still arrive.",
    resume: "Resume…",
    resumeTitle: "Let posts go out again?",
    resumeText:
      "Signed posts go out at their times again. Those whose time has passed meanwhile are not sent; they wait under Today for a decision.",
    otherLaptopText:
      "This clinic was restored from a backup. Countersign can’t tell whether it still runs on the other laptop, and two that run can publish a post twice.",
    otherLaptop: "On the other laptop Countersign is off, or stopped for good",
    otherLaptopHelp: "This is put on record with your name.",
    resumeYes: "Resume",
  },

  practice: {
    title: "Practice clinic",
    text: "Everything here is made up. Nothing reaches the real platforms.",
    leave: "Leave…",
    leaveTitle: "Leave the practice clinic?",
    leaveText: "You come back to the first screen. The practice clinic stays as it is.",
    leaveYes: "Leave",
    keyBeside: "The practice clinic’s key lies beside its data; that is fine for practice.",
  },

  leave: {
    title: "Leave this clinic?",
    text: "You come back to the first screen. The clinic stays open, and signed posts still go out.",
    yes: "Leave",
  },

  closing: {
    title: "Close the window?",
    quitTitle: "Quit Countersign?",
    text: (n: number) =>
      plural(n, {
        one: "1 signed post goes out only while Countersign runs.",
        other: "# signed posts go out only while Countersign runs.",
      }),
    keep: "Keep running",
    quit: "Quit",
  },

  atLogin: {
    title: "Start with this laptop?",
    text: "Signed posts go out only while Countersign runs.",
    yes: "Start by itself",
    no: "No",
  },

  clock: { title: "Look at this computer’s clock" },

  lock: {
    title: "Who is there?",
    back: "Welcome back",
    locked: "Locked. Nothing was lost; signed posts still go out.",
    pinOf: (name: string) => `PIN of ${name}`,
    unlock: "Unlock",
    practicePin: (pin: string) => `Practice PIN ${pin}`,
    empty: "Nobody can sign in here yet.",
    leave: "Leave this clinic",
  },

  sign: {
    title: (n: number) => plural(n, { one: "Sign this post", other: "Sign # posts" }),
    text: "Your signature covers exactly these texts, pictures, channels and options. Any edit voids it; a move by a few days does not.",
    fixedTitle: "Sign beforehand",
    fixedText: (what: string, until: string) =>
      `Your signature covers exactly what is listed here, ${what}, on the channels that are connected now, until ${until}. Anybody at the clinic may then do it without asking a doctor each time.`,
    fixedAnswers: "Answers, where somebody’s life may be at risk",
    fixedFrom: (channels: string) => `The answers go out from: ${channels}.`,
    fixedGestures: "Actions without words",
    button: (n: number) => plural(n, { one: "Sign", other: "Sign #" }),
    covers: "Covers",
    noTime: "No time yet",
    then: "After this you sign without the PIN for a few minutes.",
  },
};
