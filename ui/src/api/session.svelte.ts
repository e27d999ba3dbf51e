// Who is signed in, as the whole window sees it.

import type { Role } from "./bindings/Role";
import type { Session } from "./bindings/Session";
import { whenLocked } from "./call";
import { host } from "./host";

let current = $state.raw<Session | undefined>();

export const session = {
  /** The session; `undefined` until the core told of it. */
  get current(): Session | undefined {
    return current;
  },
  /** The person, unless locked. */
  get person() {
    return current?.person ?? null;
  },
  /** Whether the person signed in holds one of these roles. */
  may(...roles: Role[]): boolean {
    return roles.some((role) => current?.person?.roles.includes(role));
  },
  set(next: Session | undefined) {
    current = next;
  },
};

/** Starts to follow the session. Called once by the page; the returned function stops it. */
export function hearSession(): () => void {
  whenLocked(() => {
    if (current?.person) current = { ...current, person: null, signing_until: null, signatures_left: 0 };
  });
  return host().listen("session", (next) => {
    current = next;
  });
}
