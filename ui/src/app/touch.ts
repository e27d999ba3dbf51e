// Tells the core that somebody is there, so that the session does not lock under their hands.

/** At most so often. */
export const TOUCH_EVERY_MS = 20_000;

const signs = ["pointerdown", "keydown", "wheel"] as const;

/** Calls `tell` on keys, clicks and scrolling, at most every twenty seconds. Returns what ends it. */
export function touch(tell: () => void): () => void {
  let last = -Infinity;
  const seen = () => {
    const now = performance.now();
    if (now - last < TOUCH_EVERY_MS) return;
    last = now;
    tell();
  };
  for (const sign of signs) addEventListener(sign, seen, { capture: true, passive: true });
  return () => {
    for (const sign of signs) removeEventListener(sign, seen, { capture: true });
  };
}
