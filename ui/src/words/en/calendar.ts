// Words of the calendar.

import { plural } from "./plural";

const posts = (n: number) => plural(n, { one: "# post", other: "# posts" });

export const calendar = {
  title: "Calendar",
  failed: "The calendar could not be read",
  views: { label: "View", month: "Month", week: "Week", day: "Day", list: "List" },
  today: "Today",
  previous: { month: "The month before", week: "The week before", day: "The day before" },
  next: { month: "The month after", week: "The week after", day: "The day after" },
  grid: "Posts by day and time",
  closed: "closed",
  freeSlot: (time: string) => `${time} free`,
  more: (n: number) => `+${n}`,
  moreSaid: (n: number) => `${posts(n)} more on this day`,

  empty: {
    title: "Nothing stands here yet.",
    filtered: "No post here fits the filter.",
    button: "Write posts",
    unfilter: "Show all posts",
  },

  chip: {
    held: "Held back",
    elsewhere: (time: string, zone: string) => `${time} in ${zone}`,
    noText: "Without words",
    /** A chip, said in full; `when` is empty for a post without a time. */
    said: (when: string, platform: string, title: string, state: string, held: boolean) =>
      `${when && `${when}, `}${platform}: ${title}. ${state}${held ? ", held back" : ""}.`,
  },

  filter: {
    button: "Filter",
    on: (n: number) => `Filter, ${n} on`,
    channels: "Channel",
    platforms: "Platform",
    states: "State",
    people: "Begun by",
    none: "Show all",
  },

  drawer: {
    title: "Without a time",
    toggle: "Drawer of posts without a time",
    empty: "Every post has a time.",
    dropHere: "Drop here to take the time away",
    choose: (title: string) => `Choose a time for ${title}`,
    next: "Next slot",
    nextFor: (title: string) => `Next slot for ${title}`,
    shown: (shown: number, all: number) => `The newest ${shown} of ${all}`,
  },

  selection: {
    label: "Chosen posts",
    count: (n: number) => `${posts(n)} chosen`,
    shift: "Shift…",
    hold: "Hold",
    release: "Release",
    drop: "Take the time away",
    slot: "Next free slots",
    away: "Delete",
    none: "Choose none",
  },

  shift: {
    title: (n: number) => `Shift ${posts(n)}`,
    text: "Each keeps its own clock time, also where the clocks change.",
    days: "Days",
    hours: "Hours",
    daysHelp: "Such as 7, or −1 for the day before",
    hoursHelp: "Such as 2, or −3",
    whole: "Write a whole number.",
    none: "Say by how many days or hours.",
    yes: "Shift",
  },

  keys: {
    move: "day",
    moveMonth: "week",
    moveHour: "hour",
    choose: "choose",
    open: "open",
    moveTo: "move to…",
    all: "Choose all that are shown",
    none: "Choose none",
    details: "Show the post beside the calendar",
    show: "show",
    closeDetails: "Close the post beside the calendar",
  },

  /** What was done, said with Undo. */
  done: {
    moved: (title: string, day: string, time: string) => `“${title}” moved to ${day}, ${time}.`,
    movedMany: (n: number) => `${posts(n)} moved.`,
    kept: "Signature kept.",
    lost: "The signature does not reach that far; it waits for the doctor again.",
    lostMany: (n: number) => plural(n, { one: "# signature was lost.", other: "# signatures were lost." }),
    dropped: (title: string) => `“${title}” has no time now.`,
    droppedMany: (n: number) => `${posts(n)} without a time now.`,
    held: (n: number) => `${posts(n)} held back.`,
    released: (n: number) => `${posts(n)} may go again.`,
    away: (n: number) => `${posts(n)} deleted.`,
    undone: "Undone.",
    undoneSome: (well: number, left: number, title: string, why: string) =>
      `${well} undone, ${left} not: “${title}”. ${why}`,
    refused: (n: number, why: string) =>
      plural(n, { one: `One stayed where it is: ${why}`, other: `# stayed where they are. ${why}` }),
    chosen: (n: number) => `${posts(n)} chosen`,
  },

  hint: {
    free: "Can go here",
    drawer: "Takes the time away",
    checking: "Looking…",
    outside: "Let go over a day",
  },
};

export const slots = {
  title: "Weekly times and closed days",
  lede: "When each channel likes to post, and when the clinic is closed. The calendar shows both; “next slot” goes by them.",
  failed: "The weekly times could not be read",
  channels: "Weekly times",
  channelsText: "On the channel’s own clock.",
  ownClock: (zone: string) => `On the clock of ${zone}`,
  noChannels: "There is no channel yet.",
  noChannelsText: "Add one; its weekly times are set here.",
  toChannels: "Add a channel",
  none: "No weekly times yet",
  next: (day: string, time: string) => `Next free: ${day}, ${time}`,
  days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
  short: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  edit: (name: string) => `Edit the weekly times of ${name}`,
  editButton: "Edit",
  sheet: (name: string) => `Weekly times of ${name}`,
  sheetText: "Type a time such as 18:30 and press Enter to add it to the day.",
  add: "Add",
  addOn: (day: string) => `Add a time on ${day}`,
  timesOn: (day: string) => `Times on ${day}`,
  addButton: (day: string) => `Add this time on ${day}`,
  takeOff: (day: string, time: string) => `Remove ${day} ${time}`,
  added: (day: string, time: string) => `${day} ${time} added`,
  taken: (day: string, time: string) => `${day} ${time} removed`,
  free: "no time",
  copy: "Copy a day",
  copyFrom: "The times of",
  copyTo: "to",
  everyDay: "every day",
  workdays: "Monday to Friday",
  weekend: "Saturday and Sunday",
  copyDo: "Copy",
  copied: (from: string, to: string) => `The times of ${from} copied to ${to}`,
  noTime: (text: string) => `“${text}” is no time. Write it as 18:30.`,
  saved: "Saved.",

  closed: "Closed days",
  closedText: "The calendar marks these days and says so before a post is put there.",
  closedFailed: "The closed days could not be read",
  weekdays: "Closed every week on",
  onlyAdmin: "Only an administrator changes the closed days.",
  single: "Single days",
  date: "Date",
  dateHelp: "Such as 2026-12-25",
  label: "What is celebrated",
  addDay: "Add the day",
  remove: (day: string) => `Remove ${day}`,
  removed: (day: string) => `${day} is open again.`,
  noDays: "No single days yet.",
  needDate: "Write the date as 2026-12-25.",
  known: "This day is closed already.",
};
