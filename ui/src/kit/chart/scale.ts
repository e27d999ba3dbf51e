// What the charts share: where a value stands, which marks an axis has, and how a small number is written.

import { scaleLinear } from "d3-scale";

/** A value at an instant, or at a place; none where it was not told, which is a gap. */
export interface ChartPoint {
  readonly at: number;
  readonly value: number | null;
  /** The day, in the core's words. */
  readonly name: string;
  /** Leads to what it is of. */
  readonly href?: string;
}

/** One of several, side by side; without a value there is no bar. */
export interface ChartBar {
  readonly name: string;
  readonly value: number | null;
  /** How many it was made of, or what is missing. */
  readonly note: string;
}

/** An upright axis from `bottom` to `top` in the drawing, over these values; from nought where `grounded`. */
export function upright(values: readonly number[], bottom: number, top: number, grounded: boolean) {
  const most = Math.max(0, ...values);
  const least = grounded ? 0 : Math.min(...(values.length > 0 ? values : [0]));
  const room = most === least ? Math.max(1, Math.abs(most) * 0.1) : 0;
  const scale = scaleLinear()
    .domain([Math.max(0, least - room), most + room])
    .range([bottom, top])
    .nice(3);
  // As many marks as stand apart; and a count has no halves.
  const many = Math.max(1, Math.floor((bottom - top) / 34));
  const whole = scale.ticks(many).filter(Number.isInteger);
  const marks = whole.length > 1 ? whole : scale.domain();
  return { place: (value: number) => round(scale(value)), marks };
}

/** Tenths of a pixel are enough. */
export const round = (n: number) => Math.round(n * 10) / 10;

/** How much of the most a value is, in steps that can be told apart: 1 to `steps`. */
export function step(value: number, least: number, most: number, steps: number): number {
  if (most <= least) return steps;
  return Math.min(steps, 1 + Math.floor(((value - least) / (most - least)) * steps));
}
