// The way of a number over time, as the path of a small line. It stands until it changes, so it goes in steps; where it
// was not told there is no line at all, since that is not nought.

/** A number from an instant on; none where it was not told. */
export interface Step {
  readonly at: number;
  readonly value: number | null;
}

const EDGE = 2;
const short = (n: number) => Math.round(n * 10) / 10;

/** The way, and where it ends. */
export interface Way {
  readonly path: string;
  /** Where it stands now; nowhere where it is not told any more. */
  readonly end: { readonly x: number; readonly y: number } | undefined;
}

/**
 * The `d` of a path through `points`, the oldest first, that ends at `until`. None where there is no way to show: fewer
 * than two of them are told, or no time passed.
 */
export function steps(
  points: readonly Step[],
  until: number,
  width: number,
  height: number,
): Way | undefined {
  const told = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const first = points[0]?.at ?? 0;
  const last = Math.max(until, points.at(-1)?.at ?? 0);
  if (told.length < 2 || last <= first) return undefined;
  const [least, most] = [Math.min(...told), Math.max(...told)];
  const x = (at: number) => short(EDGE + ((at - first) / (last - first)) * (width - 2 * EDGE));
  const y = (value: number) =>
    most === least
      ? short(height / 2)
      : short(height - EDGE - ((value - least) / (most - least)) * (height - 2 * EDGE));

  let path = "";
  points.forEach(({ at, value }, place) => {
    if (value === null) return;
    const before = points[place - 1]?.value ?? null;
    path += before === null ? `M${x(at)} ${y(value)}` : `V${y(value)}`;
    path += `H${x(points[place + 1]?.at ?? last)}`;
  });
  const now = points.at(-1)?.value ?? null;
  return { path, end: now === null ? undefined : { x: x(last), y: y(now) } };
}
