// What the frame shows at all times: read once for the whole window, so that no screen asks for it again.

import type { Status } from "./bindings/Status";
import type { Resource } from "./resource.svelte";

let shared = $state.raw<Resource<Status> | undefined>();
// Beside the state, because what is read while a component goes is the state as it was before.
let newest: Resource<Status> | undefined;

/** The frame hands over what it reads. */
export function shareStatus(resource: Resource<Status> | undefined): void {
  newest = resource;
  shared = resource;
}

/** A frame that goes takes back its own; the next person's frame may have handed over another by then. */
export function withdrawStatus(resource: Resource<Status>): void {
  if (newest === resource) shareStatus(undefined);
}

export const status = {
  /** The newest status. */
  get current(): Status | undefined {
    return shared?.data;
  },
  /** Today's date in the clinic's zone, as `2026-11-20`. */
  get today(): string | undefined {
    return shared?.data?.now.date;
  },
  set(fresh: Status) {
    shared?.set(fresh);
  },
};
