// Words of the support report: what it is for, what is in it, and that it goes nowhere by itself.

export const support = {
  title: "Support report",
  about:
    "For whoever helps you from elsewhere: versions, counts, states and settings. You see all of it before it is saved.",
  button: "Save a support report…",
  sheet: {
    title: "Save a support report",
    text: "This is all that the file will hold: no names, no texts, no numbers of people, no credentials.",
    preview: "What the file will hold",
    sentNowhere: "Nothing is sent. You give the file to whoever helps you.",
    save: "Choose a place…",
  },
  saved: "The support report is saved.",
};
