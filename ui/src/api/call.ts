// Asking the core: the list of commands, and a person's own acts. Both answer, or throw an `ApiError`.

import type { Commands } from "./bindings/commands";
import { apiError } from "./errors";
import { type Acts, host } from "./host";

type OnLocked = () => void;
let onLocked: OnLocked = () => undefined;

/** Says what happens when the core answers that nobody is signed in. */
export function whenLocked(run: OnLocked): void {
  onLocked = run;
}

async function answered<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (thrown) {
    const error = apiError(thrown);
    if (error.code === "locked") onLocked();
    throw error;
  }
}

/** One command of the core. */
export function call<N extends keyof Commands>(
  name: N,
  request: Commands[N]["request"],
): Promise<Commands[N]["response"]> {
  return answered(host().rpc(name, request) as Promise<Commands[N]["response"]>);
}

/** One act that only a person in front of the window may do. */
export function act<N extends keyof Acts>(
  name: N,
  ...args: Acts[N]["args"] extends Record<string, never> ? [] : [args: Acts[N]["args"]]
): Promise<Acts[N]["result"]> {
  return answered(host().act(name, (args[0] ?? {}) as Acts[N]["args"]));
}
