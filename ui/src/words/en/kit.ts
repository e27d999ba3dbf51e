// Words of the kit: states, times, waits, errors, and the buttons that occur everywhere.

import { plural } from "./plural";

export const kit = {
  /** What a part of a post is called. */
  part: {
    main: "Post",
    thread: (n: number) => `Post ${n}`,
    first_comment: "First comment",
    message: "Message",
    reply: "Answer",
  },
  cancel: "Cancel",
  close: "Close",
  save: "Save",
  saving: "Saving…",
  saved: "Saved",
  undo: "Undo",
  undone: "Undone.",
  loading: "Still reading…",
  chart: {
    table: "As a table",
    from: "From",
    dash: "–",
    none: "No number",
    days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    shortDays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    hour: (hour: number) =>
      `${String(hour).padStart(2, "0")}:00 to ${String((hour + 1) % 24).padStart(2, "0")}:00`,
    more: "Larger and darker: more.",
    few: "Too few posts, with how many.",
  },
  optional: "optional",
  today: "Today",
  none: "None",
  /** How much time is left, in whole minutes. */
  left: (minutes: number) =>
    minutes < 0
      ? "over"
      : minutes < 60
        ? plural(minutes, { one: "# minute left", other: "# minutes left" })
        : minutes < 2880
          ? `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min left`
          : plural(Math.floor(minutes / 1440), { one: "# day left", other: "# days left" }),

  /** How far the upload of a video is. */
  uploading: (percent: number) => `Uploading ${percent} %`,
  states: {
    draft: "Draft",
    waiting: "Waiting for the doctor",
    changes: "Changes asked",
    rejected: "Rejected",
    signed: "Signed",
    going: "Going out",
    retrying: "Trying again",
    posted: "Posted",
    partly_posted: "Partly posted",
    processing: "Processing",
    handed_over: "Finish by hand",
    at_platform: "With the platform",
    failed: "Failed",
    doubt: "Checking",
    missed: "Missed",
    expired: "Expired",
    cancelled: "Cancelled",
    removed: "Removed",
  },

  platforms: {
    x: "X",
    facebook: "Facebook",
    linkedin: "LinkedIn",
    instagram: "Instagram",
    whatsapp: "WhatsApp",
    youtube: "YouTube",
    tiktok: "TikTok",
  },

  /** Where a post is a message to recipients, nothing is posted. */
  messageStates: { posted: "Sent", partly_posted: "Not sent to all" },

  roles: { doctor: "Doctor", staff: "Staff", administrator: "Administrator" },

  errors: {
    details: "Details",
    correlation: "Number in the record",
    retry: "Try again",
    reload: "Show the newest",
    home: "Go to Today",
    internal: "Something went wrong inside Countersign.",
    safe: "What is saved is safe, and signed posts still go out.",
    outdated: "This could not be read again, so it may be out of date.",
  },

  lost: {
    mine: "What you wrote",
    copy: "Copy my text",
    copied: "Copied.",
    copyFailed: "It could not be copied. Mark the text below and copy it by hand.",
    use: "Use mine instead",
    drop: "Let it go",
  },

  pin: {
    label: "PIN",
    rule: "4 to 12 digits",
    wait: (seconds: number) =>
      seconds >= 60
        ? `Too many wrong PINs. Try again in ${plural(Math.ceil(seconds / 60), { one: "# minute", other: "# minutes" })}.`
        : `Too many wrong PINs. Try again in ${plural(seconds, { one: "# second", other: "# seconds" })}.`,
  },

  combobox: {
    nothing: "Nothing fits what you typed.",
    more: (n: number) => plural(n, { one: "# more; type to narrow", other: "# more; type to narrow" }),
  },

  picture: {
    missing: "This picture can’t be shown",
    none: "No picture",
  },

  shortcuts: {
    title: "Keyboard",
    explain: "Keys work while no text field has the cursor.",
    help: "Show this list",
    everywhere: "Everywhere",
    undo: "Undo the last change",
  },
};
