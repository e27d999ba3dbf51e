// What the frame shows at all times: read once for the whole window, so that no screen asks for it again.

import type { Status } from "./bindings/Status";
import type { Resource } from "./resource.svelte";

let shared = $state.raw<Resource<Status> | undefined>();

/** The frame hands over what it reads. */
export function shareStatus(resource: Resource<Status> | undefined): void {
  shared = resource;
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
