// English: the complete list of words. Its shape is the type that every other language has to fill.

import { activity } from "./en/activity";
import { app } from "./en/app";
import { compose } from "./en/compose";
import { kit } from "./en/kit";
import { plan } from "./en/plan";
import { findings, preview } from "./en/preview";
import { queue } from "./en/queue";
import { review } from "./en/review";
import { secret } from "./en/secret";
import { settings } from "./en/settings";
import { today } from "./en/today";
import { welcome } from "./en/welcome";

export const en = {
  kit,
  app,
  welcome,
  settings,
  secret,
  today,
  compose,
  plan,
  review,
  queue,
  activity,
  preview,
  findings,
};
