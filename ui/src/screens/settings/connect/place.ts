// Where the page of a sign-in is: below the section of the channels, with the channel that is connected again, if any.

import type { Login } from "../../../api/bindings/Login";

/** The address of a connect page within Settings. */
export function connectPlace(login: Login, channel: string | null = null): string {
  return `channels:connect:${login}${channel === null ? "" : `:${channel}`}`;
}
