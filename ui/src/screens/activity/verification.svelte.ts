// The check of the whole record, while it runs and when it is done.

import { apiError, call } from "../../api";
import type { ApiError } from "../../api/bindings/ApiError";
import type { Verification } from "../../api/bindings/Verification";

export function verification() {
  let busy = $state(false);
  let found = $state.raw<Verification>();
  let error = $state.raw<ApiError>();

  return {
    get busy() {
      return busy;
    },
    get found() {
      return found;
    },
    get error() {
      return error;
    },
    async run() {
      if (busy) return;
      busy = true;
      try {
        found = await call("activity_verify", null);
        error = undefined;
      } catch (thrown) {
        // What an earlier check said is no answer to this one.
        found = undefined;
        error = apiError(thrown);
      }
      busy = false;
    },
    close: () => (found = undefined),
  };
}

export type Check = ReturnType<typeof verification>;
