// Keeps what somebody looks at where it is, while rows come in above it: not every web view does that by itself.
//
// Invariant: nothing moves where the list is at its top, or where the row is gone.

import { tick } from "svelte";

/** To be called before the rows change. A row is known by this attribute of its element. */
export function steady(box: HTMLElement | undefined, by: string): void {
  if (!box || box.scrollTop === 0) return;
  const top = box.getBoundingClientRect().top;
  const rows = [...box.querySelectorAll<HTMLElement>(`li[${by}]`)];
  const first = rows.find((one) => one.getBoundingClientRect().bottom > top);
  const name = first?.getAttribute(by);
  if (!first || !name) return;
  const before = first.getBoundingClientRect().top;
  void tick().then(() => {
    const again = box.querySelector(`li[${by}="${CSS.escape(name)}"]`);
    if (again) box.scrollTop += again.getBoundingClientRect().top - before;
  });
}
