// What a person does about a sign-in: one thing at a time, its error kept for the place where it was done.
//
// The core holds the one sign-in there is. Leaving a page ends nothing, so that coming back finds it.

import { act, apiError } from "../../../api";
import type { ApiError } from "../../../api/bindings/ApiError";
import type { Channel } from "../../../api/bindings/Channel";
import type { Login } from "../../../api/bindings/Login";
import type { Platform } from "../../../api/bindings/Platform";

type Doing = "begin" | "again" | "end" | "choose" | "app" | "paste";

/** The channel that the newest sign-in was begun for; the core names it only once there is a choice. */
let begunFor: string | null = null;
export const begunChannel = () => begunFor;

/** The acts of one page; `after` runs after each, whatever became of it. */
export function signing(after: () => void) {
  let busy = $state<Doing>();
  let error = $state.raw<ApiError>();

  /** Whether it was done. */
  async function run(what: Doing, work: () => Promise<unknown>): Promise<boolean> {
    if (busy) return false;
    busy = what;
    error = undefined;
    let done = true;
    try {
      await work();
    } catch (thrown) {
      done = false;
      const failed = apiError(thrown);
      // Who closes the private window knows that nothing was done.
      if (failed.code !== "cancelled") error = failed;
    }
    busy = undefined;
    after();
    return done;
  }

  return {
    get busy() {
      return busy;
    },
    get error() {
      return error;
    },
    begin: (login: Login, channel: string | null) =>
      run("begin", async () => {
        begunFor = channel;
        await act("login_begin", { login, channel_id: channel });
      }),
    again: () => run("again", () => act("login_again")),
    end: () => run("end", () => act("login_end")),
    choose: (account: string) => run("choose", () => act("login_choose", { account_id: account })),
    handIn: (login: Login) => run("app", () => act("login_app_set", { login })),
    /** The channel that a pasted token connected. */
    async paste(platform: Platform, byHand: string | null): Promise<Channel | undefined> {
      let channel: Channel | undefined;
      await run("paste", async () => {
        channel = await act("channel_connect", { platform, by_hand: byHand });
      });
      return channel;
    },
  };
}

export type Signing = ReturnType<typeof signing>;
