// Errors as they cross, and what the interface does about each: one table from code to remedy.

import type { ApiError } from "./bindings/ApiError";
import type { ErrorCode } from "./bindings/ErrorCode";

/** Makes an `ApiError` of whatever was thrown, so that a screen has one shape to show. */
export function apiError(thrown: unknown): ApiError {
  if (isApiError(thrown)) return thrown;
  const detail = thrown instanceof Error ? thrown.message : typeof thrown === "string" ? thrown : null;
  return {
    code: "internal",
    message: "",
    field: null,
    detail,
    wait_seconds: null,
    correlation_id: null,
  };
}

function isApiError(thrown: unknown): thrown is ApiError {
  return (
    typeof thrown === "object" &&
    thrown !== null &&
    typeof (thrown as ApiError).code === "string" &&
    typeof (thrown as ApiError).message === "string"
  );
}

/**
 * The one button that helps.
 *
 * `retry` asks again; `reload` reads what somebody else changed meanwhile; `home` leaves for Today; `none` leaves it
 * to the sentence, or to a sheet that opens by itself (the lock, the PIN).
 */
export type Remedy = "retry" | "reload" | "home" | "none";

const remedies: Record<ErrorCode, Remedy> = {
  invalid: "none",
  outside_policy: "none",
  locked: "none",
  not_allowed: "none",
  stale: "reload",
  not_found: "home",
  wrong_pin: "none",
  pin_wait: "none",
  pin_needed: "none",
  keychain_missing: "retry",
  keychain_locked: "retry",
  workspace_busy: "retry",
  wrong_key: "none",
  damaged: "none",
  newer_schema: "none",
  disk: "retry",
  cancelled: "none",
  internal: "retry",
};

/** What helps against an error with this code. */
export function remedyFor(code: ErrorCode): Remedy {
  return remedies[code] ?? "retry";
}
