// Keeps what somebody looks at where it is, while rows come in above it: not every web view does that by itself.
//
// Invariant: nothing moves where the row is gone, or where whoever stands at the top of a list wants to see what is new.

import { tick } from "svelte";

/** What scrolls this: the box itself, or in a narrow window what it stands in. */
function scroller(box: HTMLElement): HTMLElement {
  for (let at: HTMLElement | null = box; at; at = at.parentElement) {
    const scrolls = /auto|scroll/u.test(getComputedStyle(at).overflowY);
    if (scrolls && at.scrollHeight > at.clientHeight) return at;
  }
  return box;
}

/**
 * To be called before the rows change. A row is known by this attribute of its element. `top` says what happens at the top: a
 * list of what is new `stays` there, and what grows upwards `moves` along.
 */
export function steady(inner: HTMLElement | undefined, by: string, top: "stays" | "moves"): void {
  if (!inner) return;
  const box = scroller(inner);
  if (box.scrollTop === 0 && top === "stays") return;
  const edge = box.getBoundingClientRect().top;
  const rows = [...inner.querySelectorAll<HTMLElement>(`li[${by}]`)];
  const first = rows.find((one) => one.getBoundingClientRect().bottom > edge);
  const name = first?.getAttribute(by);
  if (!first || !name) return;
  const before = first.getBoundingClientRect().top;
  void tick().then(() => {
    const again = inner.querySelector(`li[${by}="${CSS.escape(name)}"]`);
    if (again) box.scrollTop += again.getBoundingClientRect().top - before;
  });
}
