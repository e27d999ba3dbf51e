// Words of the palette: every screen, everything that can be done now, and every post, found by typing.

import { plural } from "./plural";

export const palette = {
  open: "Find…",
  title: "Find or do",
  field: "A screen, something to do, or words of a post",
  results: "Results",

  groups: { places: "Go to", acts: "Do now", posts: "Posts" },

  section: (section: string) => `Settings: ${section}`,
  list: "Calendar as a list",
  newPost: "New post",
  themes: {
    system: "Theme: like the system",
    light: "Theme: light",
    dark: "Theme: dark",
  },
  /** What else people call it. They are looked for, and never shown. */
  also: {
    newPost: "write compose create draft",
    lock: "log out switch person",
    stop: "halt pause emergency publishing",
    theme: "appearance colours colors mode night day",
    keyboard: "keys shortcuts help",
  },

  untitled: "Nothing written yet",
  noTime: "No time yet",
  looking: "Looking through the posts…",
  failed: "The posts could not be looked through",
  more: (n: number) => plural(n, { one: "# more; type to narrow", other: "# more; type to narrow" }),
  found: (n: number) => plural(n, { one: "# result", other: "# results" }),
  nothing: (typed: string) => `Nothing called “${typed}”`,
  nothingText:
    "Posts that went out are found by any of their words; all others by their first words, theme, channel or state.",
  over: (label: string) => `“${label}” can’t be done here any more.`,

  hints: { move: "choose", take: "open or do", close: "close" },
};
