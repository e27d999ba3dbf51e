// Words of choosing a time for a post; the same sheet serves every screen.

export const plan = {
  /** How this language writes days: Friday 20 November. */
  locale: "en-GB",
  title: "Choose a time",
  move: "Move to another time",
  date: "Date",
  dateHelp: "Such as 2026-11-20",
  time: "Time",
  timeHelp: "Such as 18:30",
  zone: "Time zone",
  quick: "Days near by",
  today: "Today",
  tomorrow: "Tomorrow",
  week: "In a week",
  steps: "The keys ↑ and ↓ step by a day, or by a quarter of an hour.",
  needDate: "Write the date as 2026-11-20.",
  needTime: "Write the time as 18:30.",
  needZone: "Choose a time zone.",
  meant: (day: string, time: string, zone: string) => `${day}, ${time} in ${zone}`,
  submit: "Plan it",
  clear: "Take the time away",
  signed:
    "A doctor signed this post. A move by a few days keeps the signature; a farther one takes it off, and the post waits for the doctor again.",
  planned: (day: string, time: string) => `Planned for ${day}, ${time}.`,
  kept: "Signature kept.",
  lost: "The signature does not reach that far; the post waits for the doctor again.",
  cleared: "It has no time now.",
};
