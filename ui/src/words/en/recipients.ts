// Words of Settings, Recipients: who may be written to, who said stop, lists, and files.

import { plural } from "./plural";

export const recipients = {
  title: "Recipients",
  lede: "People who agreed that the clinic writes to them. Each has a record of that: when, how, and where it can be seen.",
  add: "Add a recipient",
  import: "Take in a file…",
  search: "Search by name or number",
  list: "List",
  allLists: "All lists",
  lists: "Lists…",
  listsTitle: "Lists of recipients",
  listsText: "A list says whom a kind of message is for. People can be on several.",
  noLists: "There is no list yet.",
  listCount: (n: number, stopped: number) =>
    [
      plural(n, { one: "# recipient", other: "# recipients" }),
      ...(stopped > 0 ? [plural(stopped, { one: "# of them said stop", other: "# of them said stop" })] : []),
    ].join(", "),
  listRename: "Rename",
  listRenameOf: (list: string) => `Rename “${list}”`,
  listNameOf: (list: string) => `New name of “${list}”`,
  listRenamed: "List renamed.",
  listRemove: "Remove…",
  listRemoveOf: (list: string) => `Remove “${list}”…`,
  listRemoveTitle: (list: string) => `Remove the list “${list}”?`,
  listRemoveText:
    "Everybody on it stays a recipient. A message that was chosen for this list and is not sent yet still goes to those it was signed for. For new messages the list is not offered any more. This can’t be undone.",
  listRemoveDo: "Remove the list",
  listRemoved: "List removed.",
  newList: "New list…",
  newListTitle: "New list",
  listName: "Name of the list",
  listHelp: "Such as “Flu vaccine 2026”. People can be on several.",
  listSave: "Make the list",
  listMade: "List made.",
  found: (n: number) => plural(n, { one: "# recipient", other: "# recipients" }),
  empty: "Nobody may be written to yet",
  emptyText: "Add people who agreed to it, one by one or from a file.",
  noMatch: "Nobody matches",
  noMatchText: "Look for a part of the name, or of the number.",
  more: (n: number) => plural(n, { one: "Show # more", other: "Show # more" }),
  moreFailed: "The next of them could not be read",
  noName: "No name",
  agreed: (day: string, how: string, to: string) => `Agreed on ${day} to ${to}: ${how}`,
  agreedTo: { marketing: "marketing and service messages", service: "service messages only" },
  proof: (proof: string) => `Proof: ${proof}`,
  entered: (by: string, day: string) => `Entered by ${by}, ${day}`,
  earlier: (agreed: string) => `Earlier: ${agreed}.`,
  earlierMany: (n: number) =>
    plural(n, { one: "# earlier record of consent", other: "# earlier records of consent" }),
  now: (agreed: string) => `Now: ${agreed}`,
  renew: "New consent…",
  renewTitle: (name: string) => `A new consent of ${name}`,
  renewText:
    "It counts from now on, also for what was signed already and is not sent yet. The record until now is kept as an earlier one.",
  renewDo: "Keep it",
  renewed: "The new consent is on record.",
  lowers: "Marketing does not reach them from now on, also what was signed already.",
  rename: "Change the name…",
  renameTitle: (name: string) => `Change the name of ${name}`,
  renameText:
    "A number is never changed: erase this recipient, and add the new number with a consent for it.",
  stopped: "Said stop",
  stop: "Said stop",
  stopOf: (name: string) => `${name} said stop`,
  stopTitle: (name: string) => `${name} wants no more messages?`,
  stopText:
    "Nothing is sent to this number from now on, from whatever list or file. It counts at once, and can’t be reversed here.",
  stopDo: "Said stop",
  stopDone: "On record. Nothing more is sent to them.",
  stopNumber: "Somebody said stop…",
  stopNumberTitle: "Somebody wants no messages",
  stopNumberText:
    "Also for somebody who is no recipient: nothing is ever sent to this number, and no file can take it in. It can’t be reversed here.",
  answersUnseen:
    "Answers to messages are not seen here. Look for them where the number’s messages are read (the clinic’s phone, or its WhatsApp inbox), and record each STOP with “Somebody said stop…”: until then they still get messages.",
  erase: "Erase…",
  eraseTitle: (name: string) => `Erase ${name}?`,
  eraseText:
    "Number, name and record of consent are erased here. If they said stop, that stays, as a code that shows no number. This can’t be undone.",
  eraseDo: "Erase",
  onLists: "Lists",
  actsOf: (name: string) => `More about ${name}`,
  putOn: (list: string) => `Put on “${list}”`,
  takeOff: (list: string) => `Take off “${list}”`,
  sheet: {
    title: "Add a recipient",
    text: "Only somebody who agreed that the clinic writes to them on WhatsApp.",
    number: "Number",
    numberHelp: "With the country in front, such as +41 79 123 45 67",
    name: "Name",
    on: "Agreed on",
    onHelp: "Such as 2026-11-20",
    to: "Agreed to",
    toPick: "Choose",
    toWanted: "Choose what they agreed to.",
    toHelp:
      "Marketing is offers, news and invitations. Service is what follows from their own visits, such as a reminder.",
    toChoices: { service: "Service messages only", marketing: "Marketing and service messages" },
    how: "How they agreed",
    howHelp: "Such as “signed the form at reception”",
    proof: "Where that can be seen",
    proofHelp: "Such as “consent folder, page 12”",
    save: "Add",
  },
  file: {
    title: "Take in recipients from a file",
    text: "A CSV file (UTF-8) whose first line names the columns, in any order: Number, Name, Consent to (marketing or service), Consent date, Consent how, Proof, Opt out. It is looked at first; nothing is taken before you say so.",
    example: "Save an example",
    exampleName: "recipients-example.csv",
    exampleText:
      "Number,Name,Consent to,Consent date,Consent how,Proof,Opt out\n+41 79 123 45 67,Ada Example,marketing,2026-03-01,Signed the form at reception,Consent folder page 12,no\n",
    choose: "Choose a file…",
    another: "Choose another file…",
    reading: "Looking at the file…",
    list: "Put them on",
    pickList: "Choose a list",
    rows: (n: number) => plural(n, { one: "# row", other: "# rows" }),
    new: (n: number) => plural(n, { one: "# new recipient", other: "# new recipients" }),
    known: (n: number) => plural(n, { one: "# is known already", other: "# are known already" }),
    renewed: (n: number) =>
      plural(n, { one: "# known gets a newer consent", other: "# known get a newer consent" }),
    lowered: (n: number) =>
      plural(n, {
        one: "# newer consent is to service messages only, where it was to marketing: from now on that does not reach them, also what was signed already.",
        other:
          "# newer consents are to service messages only, where they were to marketing: from now on that does not reach them, also what was signed already.",
      }),
    stops: (n: number) => plural(n, { one: "# says stop", other: "# say stop" }),
    assumed: (n: number) =>
      plural(n, {
        one: "For # recipient the file does not tell what they agreed to: kept as service messages only, so marketing does not reach them.",
        other:
          "For # recipients the file does not tell what they agreed to: kept as service messages only, so marketing does not reach them.",
      }),
    unread: (names: readonly string[]) => `Not read, and not kept: ${names.join(", ")}.`,
    bad: (n: number) => plural(n, { one: "# row is not taken", other: "# rows are not taken" }),
    allGood: "Every row can be taken.",
    line: "Line",
    why: "What is wrong",
    take: (people: number, stops: number) => {
      const keep = plural(stops, { one: "# stop", other: "# stops" });
      if (stops === 0) return `Take ${people} in`;
      return people === 0 ? `Keep ${keep}` : `Take ${people} in, keep ${keep}`;
    },
    taken: (people: number, newer: number, stops: number) =>
      [
        ...(people > 0 || newer + stops === 0
          ? [plural(people, { one: "# recipient was taken in.", other: "# recipients were taken in." })]
          : []),
        ...(newer > 0
          ? [
              plural(newer, {
                one: "# newer consent is on record.",
                other: "# newer consents are on record.",
              }),
            ]
          : []),
        ...(stops > 0
          ? [plural(stops, { one: "# stop is on record.", other: "# stops are on record." })]
          : []),
      ].join(" "),
    stop: "Cancel",
    failed: "The file was not taken",
  },
};
