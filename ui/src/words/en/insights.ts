// Words of Insights: how channels went, what can be said of the posts of one, and a month's report. What a number means, and what is
// said of posts, comes from the core.

import { plural } from "./plural";

const posts = (n: number) => plural(n, { one: "# post", other: "# posts" });

export const insights = {
  title: "Insights",
  failed: "Insights could not be read",
  views: { label: "What is shown", overview: "All channels", channel: "One channel", report: "Report" },
  span: "Span",
  spans: { "30": "30 days", "90": "90 days", "365": "1 year", "730": "2 years" },
  since: (day: string) => `Since ${day}, by the clinic’s clock.`,
  apart:
    "Each channel stands by itself: platforms count in ways of their own, so nothing of two channels is added.",
  keys: { overview: "All channels", channel: "One channel", report: "Report" },

  none: {
    title: "There is nothing to tell yet",
    text: "Once a channel is connected and posts go out, how often they are seen and answered stands here.",
    connect: "Connect a channel",
  },

  overview: {
    open: (name: string) => `Look at ${name}`,
    removed: "Removed since",
    followers: (name: string, says: string) => `${name}. ${says}`,
    noFollowers: "How many follow is not told yet. It is asked once a day.",
    published: "Posts by month",
    publishedSays: (n: number, name: string) => `${posts(n)} became public on ${name} in this span.`,
    noPosts: "No post became public here in this span.",
    noneCounted: "Messages go to one person each, so there is no public post here.",
    month: "Month",
    posts: "Posts",
    day: "Day",
    success: "Went out",
    inTime: "In time",
    noRate: "No post that was to go out in this span has ended yet.",
    noneSent: "nothing was sent from here",
    failed: (failed: number, missed: number) =>
      [
        failed > 0 ? `${failed.toLocaleString("en")} failed` : "",
        missed > 0 ? `${missed.toLocaleString("en")} missed` : "",
      ]
        .filter(Boolean)
        .join(", "),
  },

  channel: {
    pick: "Channel",
    form: "Counted as",
    forms: { post: "Posts", film: "Videos and reels", story: "Stories", account: "Account" },
    formOf: (form: string, n: number) => `${form} (${n.toLocaleString("en")})`,
    number: "Number",
    age: "After",
    ages: { hours_20: "20 hours", hours_48: "48 hours", days_7: "7 days", days_28: "28 days" },
    ageHelp:
      "Every post is looked at when it was this old, so that old ones and new ones can be held against each other. Its number lies on the line between the readings before and after.",
    failed: "The posts of this channel could not be compared",
    nothing: {
      title: "No post of this channel is counted yet",
      text: "A post is asked for a quarter of an hour after it goes out, and can be compared two days later.",
    },
    noneOld: {
      title: "No post can be compared at this age yet",
      wants: (n: number) => `Statements are made from ${n} posts on.`,
    },
    wide: "Choose a longer span, or another number.",
    means: "What it means",
    field: "Field",

    trend: "Trend",
    trendChart: (name: string, age: string) => `${name} of each post ${age} after it went out, by day.`,
    median: "Median",
    months: "By month",
    monthsChart: (name: string, age: string) => `Median of ${name} ${age} after going out, by month.`,
    month: "Month",
    from: "From",
    best: "The most",
    weakest: "The least",
    themes: "By theme",
    themesHelp: "The theme that a batch was drafted from. Posts that were begun without one are in none.",
    noThemes: "No post here was drafted from a theme.",
    shows: "By what they show",
    hours: "By hour of the week",
    hoursHelp: (zone: string) => `When posts became public, by the clinic’s clock (${zone}).`,
    hoursChart: (name: string, age: string) =>
      `Median of ${name} ${age} after going out, by weekday and hour. Each hour stands in the table below.`,
    hour: "Hour of the week",
    group: "Which",
    evidence: (n: number) => `The ${posts(n)} this is made from`,
    all: (n: number) => `All ${posts(n)} that are compared`,
    post: "Post",
    published: "Went out",
    noWords: "No words",
    more: (n: number) => plural(n, { one: "# more", other: "# more" }),
    fewer: "Fewer",
    enough: "What is listed is how it was. Why it was so, the numbers don’t tell.",
  },

  report: {
    title: "A month’s report",
    text: "Each channel with its platform’s own words for what it counts: how many follow, what became of posts, each post’s numbers at the ages they are compared at, and why a number is missing. Nothing that people wrote to the clinic is in it.",
    month: "Month",
    none: "A report can be made once something was public for the first time.",
    running: "This month is not over: the report says how far it is.",
    csv: "Save as CSV…",
    csvHelp: "A table for a spreadsheet, one number a row.",
    print: "Save for printing…",
    printHelp: "One page without scripts that any browser opens, prints, or saves as PDF.",
    saved: "The report is saved.",
  },
};
