// What keeps a page from fitting its window: it scrolls sideways, a control is cut off, covered, or too tall to scroll to,
// words stick out of a button, or something moves although less motion was asked for.

/** The floor of the window; a laptop's 1280 × 800 at 200 %; and the floor at 200 %. */
export const sizes = [
  { width: 1024, height: 700 },
  { width: 640, height: 400 },
  { width: 512, height: 350 },
];

/** Runs inside the page. */
export function misfits() {
  const found = new Set();
  const page = document.scrollingElement ?? document.documentElement;
  if (page.scrollWidth > page.clientWidth) found.add("the page scrolls sideways");

  for (const animation of document.getAnimations()) {
    const { duration = 0, iterations = 1 } = animation.effect?.getComputedTiming() ?? {};
    if (duration !== 0 || iterations === Infinity)
      found.add(`moves: ${animation.animationName ?? animation.transitionProperty ?? "a script"}`);
  }

  const nameOf = (element) => {
    const said =
      element.getAttribute("aria-label") || element.innerText || element.labels?.[0]?.innerText || "";
    const own =
      typeof element.className === "string" ? element.className.replace(/svelte-\w+/g, "").trim() : "";
    return `${element.tagName.toLowerCase()}${own ? `.${own.split(/\s+/).join(".")}` : ""} “${said.trim().slice(0, 40).replace(/\s+/g, " ")}”`;
  };
  const clips = (value) => value === "hidden" || value === "clip";
  const scrolls = (value) => value === "auto" || value === "scroll";

  const controls = document.querySelectorAll(
    'button, a[href], input:not([type="hidden"]), select, textarea, summary, [role="option"], [role="tab"], [role="menuitem"], [role="dialog"], [tabindex="0"]',
  );
  for (const control of controls) {
    if (control.closest("[inert], [aria-hidden='true']")) continue;
    // A radio or a checkbox is drawn by its label.
    const seen =
      getComputedStyle(control).opacity === "0" || control.matches(".unseen")
        ? control.parentElement
        : control;
    if (!seen?.checkVisibility({ visibilityProperty: true })) continue;
    // There for ears, or until it has the focus.
    if (getComputedStyle(seen).clipPath !== "none") continue;
    const first = seen.getBoundingClientRect();
    if (first.width <= 1 || first.height <= 1) continue;
    let { left, right, top, bottom } = first;
    const scrollers = [];
    const cut = new Set();

    for (let at = seen.parentElement, below = seen; at; below = at, at = at.parentElement) {
      if (getComputedStyle(below).position === "fixed") break;
      const style = getComputedStyle(at);
      const around = at.getBoundingClientRect();
      if (scrolls(style.overflowX) && at.scrollWidth > at.clientWidth + 1 && at.clientWidth > 0)
        found.add(`scrolls sideways inside: ${nameOf(at)}`);
      if (clips(style.overflowX) && (left < around.left - 1 || right > around.right + 1))
        cut.add(`cut off at the side: ${nameOf(control)} by ${nameOf(at).split(" ")[0]}`);
      if (scrolls(style.overflowY)) {
        scrollers.push(at);
        // It is scrolled to; from here on the place to scroll in has to be seen.
        ({ top, bottom } = around);
        if (at.scrollHeight > at.clientHeight + 1 && around.height < 48)
          found.add(`only ${Math.round(around.height)} px to scroll in: ${nameOf(at).split(" ")[0]}`);
      } else if (clips(style.overflowY) && (top < around.top - 1 || bottom > around.bottom + 1))
        cut.add(`cut off at the end: ${nameOf(control)} by ${nameOf(at).split(" ")[0]}`);
      if (style.position === "fixed") break;
    }
    if (left < -1 || right > innerWidth + 1) cut.add(`beyond the side of the window: ${nameOf(control)}`);
    if (top < -1 || bottom > innerHeight + 1) cut.add(`beyond the end of the window: ${nameOf(control)}`);
    const [worst] = cut;
    if (worst) {
      found.add(worst);
      continue;
    }

    // A third of the way down, past what sticks to an edge.
    for (const each of scrollers) {
      const place = each.getBoundingClientRect();
      each.scrollTop += seen.getBoundingClientRect().top - place.top - place.height / 3;
    }
    const now = seen.getBoundingClientRect();
    const over = document.elementFromPoint((now.left + now.right) / 2, (now.top + now.bottom) / 2);
    const its = (other) =>
      other && (seen.contains(other) || other.contains(seen) || other.closest("label")?.contains(seen));
    // What a menu or a toast lies over can be had when it goes.
    const lies = over?.closest("[role='menu'], [role='listbox'], [role='status'], [popover]");
    if (control.getAttribute("role") !== "dialog" && over && !its(over) && !lies)
      found.add(`covered: ${nameOf(control)} by ${nameOf(over)}`);
    if (
      control.matches("button, a") &&
      control.scrollWidth > control.clientWidth + 1 &&
      control.clientWidth > 0
    ) {
      const style = getComputedStyle(control);
      if (!clips(style.overflowX) && style.display !== "inline")
        found.add(`words stick out: ${nameOf(control)}`);
    }
  }
  return [...found];
}
