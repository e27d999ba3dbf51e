// Words of what doctors sign before it is needed: the fixed answers to emergencies, and actions without words (gestures.ts).

import { plural } from "./plural";

/** How much is signed; answers and actions, but neither where there is none of it. */
function what(answers: number, actions: number): string {
  const of = [
    answers > 0 || actions === 0 ? plural(answers, { one: "one answer", other: "# answers" }) : "",
    actions > 0 ? plural(actions, { one: "one action", other: "# actions" }) : "",
  ];
  return of.filter(Boolean).join(" and ");
}

export const fixed = {
  title: "Signed beforehand",
  lede: "What anybody at the clinic may give or do at once, because a doctor signed it before it was needed: fixed answers where somebody’s life may be at risk, and actions without words.",
  answers: "Fixed answers",
  answersLede:
    "What the clinic answers where somebody’s life may be at risk, so that nobody in danger waits for a signature.",
  kinds: {
    emergency: "A possible emergency",
    crisis: "Thoughts of suicide",
  },
  signed: "Signed",
  unsigned: "Needs a doctor each time",
  inForce: (until: string) => `Signed beforehand until ${until}`,
  inForceText:
    "Anybody at the clinic can give or do what is marked as signed, at once, from the inbox. Everything else still waits for a doctor.",
  soon: (until: string) => `The signature ends on ${until}`,
  soonText:
    "Read it all again and sign it anew, so that it can be given and done at once after that day as well.",
  none: "No doctor has signed anything beforehand",
  noneText:
    "Until one does, each fixed answer waits for a doctor’s signature like any other answer, and nothing is done without words.",
  waits: (needed: number) => `Another signature is needed: ${needed} doctors have to sign`,
  by: "Signed by",
  channels: "Answers go out from",
  notThere: "Not from",
  notThereText: "Connected, or connected anew, since the signature. Sign again to have them there as well.",
  noChannel: "No channel of this clinic takes answers from Countersign yet.",
  violence:
    "What is said to somebody in danger from another person is not among them: the same words may be a threat against the clinic, so a doctor reads those first.",
  choose:
    "Tick the answers that you have read and understand. Translations were not read by a native speaker yet.",
  language: (name: string) => `In ${name}`,
  number: (number: string, country: string | undefined, checked: string) =>
    country === undefined
      ? `${number}: works on mobile phones in most countries; checked ${checked}`
      : `${number}: the number of ${country}; checked ${checked}`,
  what,
  sign: (answers: number, actions = 0) => `Read and sign ${what(answers, actions)}…`,
  signing: "Signing…",
  nothing: "Tick at least one answer or action.",
  done: "It is signed.",
  failed: "It could not be signed",
  takeBack: "Take the signature back…",
  takeBackTitle: "Take the signature back?",
  takeBackText:
    "All of it is taken back: from now on each fixed answer waits for a doctor, and nothing is done without words. What was given and is not public yet waits as well; what is planned is not done. What is public or done stays.",
  takeBackDo: "Take it back",
  takenBack: "The signature was taken back.",
  doctorOnly: "A doctor signs these.",
};
