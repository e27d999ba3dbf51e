// A post under the pointer: where it would land, what the core says of that, and whether it hangs over the drawer.

import type { CalendarEntry } from "../../api/bindings/CalendarEntry";
import type { PlanCell } from "../../api/bindings/PlanCell";

export function newDrag() {
  let entry = $state.raw<CalendarEntry>();
  let cell = $state.raw<PlanCell>();
  let point = $state.raw({ x: 0, y: 0 });
  let overDrawer = $state(false);

  function onpointermove(event: PointerEvent) {
    point = { x: event.clientX, y: event.clientY };
    const below = document.elementFromPoint(event.clientX, event.clientY);
    overDrawer = below?.closest("[data-drawer]") != null;
  }

  return {
    get entry() {
      return entry;
    },
    get cell() {
      return cell;
    },
    set cell(next: PlanCell | undefined) {
      cell = next;
    },
    get point() {
      return point;
    },
    get overDrawer() {
      return overDrawer;
    },
    begin(dragged: CalendarEntry, at: { clientX: number; clientY: number }) {
      entry = dragged;
      cell = dragged.date ? { date: dragged.date, time: dragged.time } : undefined;
      point = { x: at.clientX, y: at.clientY };
      overDrawer = false;
      window.addEventListener("pointermove", onpointermove);
    },
    end() {
      entry = undefined;
      cell = undefined;
      overDrawer = false;
      window.removeEventListener("pointermove", onpointermove);
    },
  };
}

export type Drag = ReturnType<typeof newDrag>;
