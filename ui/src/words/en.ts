// English: the complete list of words. Its shape is the type that every other language has to fill.

import { activity } from "./en/activity";
import { alerts } from "./en/alerts";
import { app } from "./en/app";
import { calendar, slots } from "./en/calendar";
import { channel } from "./en/channel";
import { compose } from "./en/compose";
import { connect } from "./en/connect";
import { backups } from "./en/backups";
import { byHand, keeping, readBack, resolve, takeDown } from "./en/deciding";
import { discovery } from "./en/discovery";
import { gestures } from "./en/gestures";
import { inbox } from "./en/inbox";
import { insights } from "./en/insights";
import { kit } from "./en/kit";
import { message } from "./en/message";
import { numbers } from "./en/numbers";
import { palette } from "./en/palette";
import { plan } from "./en/plan";
import { findings, preview } from "./en/preview";
import { queue } from "./en/queue";
import { dossier, recordWords } from "./en/record";
import { review } from "./en/review";
import { rules } from "./en/rules";
import { secret } from "./en/secret";
import { settings } from "./en/settings";
import { setup } from "./en/setup";
import { support } from "./en/support";
import { today } from "./en/today";
import { usage } from "./en/usage";
import { welcome } from "./en/welcome";

export const en = {
  kit,
  app,
  calendar,
  slots,
  alerts,
  rules,
  welcome,
  settings,
  channel,
  connect,
  setup,
  secret,
  today,
  compose,
  discovery,
  palette,
  plan,
  review,
  queue,
  inbox,
  gestures,
  insights,
  activity,
  record: recordWords,
  dossier,
  preview,
  findings,
  resolve,
  byHand,
  takeDown,
  readBack,
  keeping,
  message,
  numbers,
  backups,
  usage,
  support,
};
