// Words of the fixed answers to emergencies, which doctors sign before one is needed.

import { plural } from "./plural";

export const fixed = {
  title: "Fixed answers",
  lede: "What the clinic answers where somebody’s life may be at risk. A doctor signs them once, so that nobody in danger waits for a signature.",
  kinds: {
    emergency: "A possible emergency",
    crisis: "Thoughts of suicide",
  },
  signed: "Signed",
  unsigned: "Needs a doctor each time",
  inForce: (until: string) => `Signed beforehand until ${until}`,
  inForceText:
    "Anybody at the clinic can give these answers at once from the inbox. Every other answer still waits for a doctor.",
  soon: (until: string) => `The signature ends on ${until}`,
  soonText:
    "Read the answers again and sign them anew, so that they can be given at once after that day as well.",
  none: "No doctor has signed these",
  noneText: "Until one does, each fixed answer waits for a doctor’s signature like any other answer.",
  waits: (needed: number) => `Another signature is needed: ${needed} doctors have to sign`,
  by: "Signed by",
  channels: "They go out from",
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
  sign: (n: number) => plural(n, { one: "Read and sign one answer…", other: "Read and sign # answers…" }),
  signing: "Signing…",
  nothing: "Tick at least one answer.",
  done: "The fixed answers are signed.",
  failed: "They could not be signed",
  takeBack: "Take the signature back…",
  takeBackTitle: "Take the signature back?",
  takeBackText:
    "From now on each fixed answer waits for a doctor. What was given and is not public yet waits as well; what is public stays.",
  takeBackDo: "Take it back",
  takenBack: "The signature was taken back.",
  doctorOnly: "A doctor signs these.",
};
