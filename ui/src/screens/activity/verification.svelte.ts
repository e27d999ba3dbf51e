// The check of the whole record, while it runs and when it is done.

import { act, apiError, listen } from "../../api";
import type { ApiError } from "../../api/bindings/ApiError";
import type { RecordCheck } from "../../api/bindings/RecordCheck";
import type { RecordProgress } from "../../api/bindings/RecordProgress";

export function verification() {
  let busy = $state(false);
  let progress = $state.raw<RecordProgress>();
  let found = $state.raw<RecordCheck>();
  let error = $state.raw<ApiError>();

  return {
    get busy() {
      return busy;
    },
    get progress() {
      return progress;
    },
    get found() {
      return found;
    },
    get error() {
      return error;
    },
    /** Checks; with `against`, from a checkpoint on that is picked first. */
    async run(against = false) {
      if (busy) return;
      busy = true;
      const leave = listen("record_checking", (next) => (progress = next));
      try {
        const check = await act("record_check", { against });
        // Nobody picked a checkpoint: what was found before still holds.
        if (check) [found, error] = [check, undefined];
      } catch (thrown) {
        // What an earlier check said is no answer to this one.
        found = undefined;
        error = apiError(thrown);
      }
      leave();
      progress = undefined;
      busy = false;
    },
    close: () => (found = undefined),
  };
}

export type Check = ReturnType<typeof verification>;
