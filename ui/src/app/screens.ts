// The table of screens: the only place that imports them.

import type { Component } from "svelte";

import type { Screen } from "../kit/route.svelte";
import Activity from "../screens/Activity.svelte";
import Compose from "../screens/Compose.svelte";
import Queue from "../screens/Queue.svelte";
import Review from "../screens/Review.svelte";
import Settings from "../screens/Settings.svelte";
import Today from "../screens/Today.svelte";

export const screenOf: Record<Screen, Component> = {
  today: Today,
  compose: Compose,
  review: Review,
  queue: Queue,
  activity: Activity,
  settings: Settings,
};
