// Handing over what was typed. The window stays open until the core took it; an error is shown at its field.

import type { ApiError } from "../../api/bindings/ApiError";
import type { SecretValue } from "../../api/bindings/SecretValue";
import { act } from "../../api/call";
import { apiError } from "../../api/errors";

export function submission() {
  let busy = $state(false);
  let error = $state.raw<ApiError>();

  return {
    get busy() {
      return busy;
    },
    get error() {
      return error;
    },
    /** What the core said of this field. */
    said(field: string): string | null {
      return error?.field === field ? error.message : null;
    },
    async send(values: SecretValue[]): Promise<void> {
      if (busy) return;
      busy = true;
      error = undefined;
      try {
        await act("secret_submit", { values });
      } catch (thrown) {
        error = apiError(thrown);
      }
      busy = false;
    },
  };
}
