// The table of screens: the only place that imports them.

import type { Component } from "svelte";

import type { Screen } from "../kit/route.svelte";
import Activity from "../screens/Activity.svelte";
import Calendar from "../screens/Calendar.svelte";
import Compose from "../screens/Compose.svelte";
import Inbox from "../screens/Inbox.svelte";
import Insights from "../screens/Insights.svelte";
import Review from "../screens/Review.svelte";
import Settings from "../screens/Settings.svelte";
import Today from "../screens/Today.svelte";

export const screenOf: Record<Screen, Component> = {
  today: Today,
  compose: Compose,
  review: Review,
  calendar: Calendar,
  queue: Calendar,
  inbox: Inbox,
  insights: Insights,
  activity: Activity,
  settings: Settings,
};
