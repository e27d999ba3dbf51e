// Words around a post as its platform shows it, and around the checks. What the platform itself says is in its words.

import { plural } from "./plural";

export const preview = {
  title: "Preview",
  as: (platform: string) => `As ${platform} shows it`,
  now: "now",
  noText: "No words yet",
  ofThread: (n: number, of: number) => `Post ${n} of ${of}`,
  firstComment: "First comment",
  added: "Added",
  removed: "Removed",
  marks: "Show what changed",
  none: "None",

  picture: {
    open: (n: number, of: number) => `Picture ${n} of ${of}`,
    newOne: "New picture",
    removedOne: "Removed picture",
    unreadable: "This picture can’t be shown",
    more: (n: number) => `+${n}`,
    alt: "ALT",
    descriptions: (n: number) =>
      plural(n, { one: "Description of the picture", other: "Descriptions of the # pictures" }),
    descriptionsHelp: "What people are told who can’t see it",
    noDescription: "No description",
    changes: { cut: "Cut differently", moved: "Moved", described: "Description changed" },
  },

  video: {
    label: (length: string) => `Video, ${length}`,
    load: "Load the video to watch it",
    loading: (percent: number) => `Loading: ${percent} %`,
    cannot: "This computer can’t play this video.",
    mend: "On Linux, install the package gstreamer1.0-libav and open Countersign again. What the video is stands below it; watch the file itself in another program before you sign.",
    tooLarge:
      "This video is too large to be played here. Watch the file itself in another program before you sign.",
    noVideo: "No video yet. A reel shows nothing without one.",
    reel: "Reel",
    also: "The caption is folded over the video.",
  },

  link: {
    label: "Link card",
    leads: (host: string) => `A card that leads to ${host}`,
    from: (host: string) => `From ${host}`,
  },

  x: { fold: "X folds here: Show more" },
  facebook: {
    public: "Public",
    like: "Like",
    comment: "Comment",
    share: "Share",
    fold: "Facebook folds here: See more",
  },
  linkedin: {
    public: "Anyone",
    like: "Like",
    comment: "Comment",
    repost: "Repost",
    send: "Send",
    fold: "LinkedIn folds here: …more",
  },
  whatsapp: {
    nothing: "Choose a template. It appears here as a recipient reads it.",
    business: "Business account",
    buttons: "Buttons of the message",
  },
  youtube: {
    noVideo: "No video yet. A post on YouTube is one video.",
    noTitle: "No title yet",
    short: "Short",
    cover: "The picture before the video plays",
    first: "Who can watch it",
    told: "What YouTube is told",
    names: {
      privacy: "Who can watch",
      kids: "Children",
      synthetic: "Altered or made by a computer",
      notify: "Followers",
      category: "Category",
      tags: "Tags",
    },
    notChosen: "Not chosen yet",
    forKids: "Made for children",
    notForKids: "Not made for children",
    synthetic: "Yes, and YouTube says so",
    notSynthetic: "No",
    notified: "Are told of it",
    notNotified: "Are not told of it",
    nobodyNotified: "Nobody is told of it",
    noTags: "None",
    fold: "YouTube folds here: …more",
  },
  instagram: {
    back: "Picture before",
    next: "Next picture",
    day: "24 h",
    noPicture: "No picture yet. Instagram shows nothing without one.",
    notShown: "Not shown in a story:",
    fold: "Instagram folds here: …more",
  },
};

export const findings = {
  title: "Checks",
  severity: { block: "Must change", note: "Please look", hint: "Good to know" },
  clear: "Nothing stands out.",
  source: (name: string) => `Rule: ${name}`,
  length: "Length",
  counter: (used: string, limit: string) => `${used} of ${limit}`,
  over: "too long",
  part: {
    main: "Post",
    thread: (n: number) => `Post ${n}`,
    first_comment: "First comment",
  },
};
