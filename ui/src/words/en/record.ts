// Words of the record handed out: its check, checkpoints, the export, a post's dossier.

import { plural } from "./plural";

export const recordWords = {
  verify: {
    button: "Check the record",
    busy: "Checking…",
    progress: (done: number, total: number) =>
      `${done.toLocaleString("en")} of ${plural(total, { one: "# entry", other: "# entries" })} checked`,
    failed: "The record could not be checked",
    broken: "The record was changed",
    brokenHelp:
      "Tell your administrator, and keep a copy of this computer’s data before anything else is done.",
    entry: (seq: number) => `Entry ${seq}`,
    more: (n: number) => plural(n, { one: "# more thing is wrong.", other: "# more things are wrong." }),
    showBroken: "Show that entry",
    close: "Close",
  },

  keep: {
    menu: "Keep the record elsewhere",
    button: "Keep",
    against: "Check against a saved checkpoint…",
    checkpoint: "Save a checkpoint…",
    checkpointSaved: "Checkpoint saved. Keep it where nobody who uses this computer can change it.",
    export: "Export the record…",
    exported: "The record is exported.",
  },

  checkpoint: {
    label: "The newest checkpoint",
    made: "Checkpoint at entry",
    none: "No checkpoint yet.",
    key: "signed with key",
  },

  exporting: {
    title: "Export the record",
    text: "One file with every entry, every signature and what was signed. Anybody can check it away from this computer.",
    holds:
      "What doctors signed is in it, with their notes: without those bytes no signature can be checked. Recipients are not.",
    words: "With people’s names and what they wrote",
    wordsHelp:
      "Left out, entries hold salted digests instead. What was erased is in neither. The export is on record.",
    yes: "Choose a place…",
  },
};

export const dossier = {
  title: "Dossier",
  menu: "Dossier of this post",
  open: "Open to read or print",
  save: "Save as a file…",
  saved: "The dossier is saved.",
  busy: "Making…",
};
