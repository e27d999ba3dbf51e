// Puts a screen on a page with the made-up clinic behind it, as the frame would: session, changes, status and keys.

import { render } from "@testing-library/svelte";
import type { Component } from "svelte";
import { onTestFinished } from "vitest";

import { fixtureHost, type FixtureHost } from "../../dev/fixtures/host";
import { ordinary, problem, type Scene } from "../../dev/fixtures/scenes";
import { hearChanges } from "../../src/api/changes";
import { useHost } from "../../src/api/host";
import { pinQuestion } from "../../src/api/pin.svelte";
import { hearSession, session } from "../../src/api/session.svelte";
import { shareStatus } from "../../src/api/status.svelte";
import type { ErrorCode } from "../../src/api/bindings/ErrorCode";
import { go, type Screen } from "../../src/kit/route.svelte";
import { onKeydown } from "../../src/kit/shortcuts.svelte";

/** What a test puts in the place of an answer. `go` asks the made-up clinic after all. */
export type Instead = (request: never, go: () => Promise<unknown>) => unknown;

export interface Stage extends FixtureHost {
  /** Answers `name`, a command or an act, in another way. */
  answer(name: string, instead: Instead): void;
  /** The requests that were sent under `name`. */
  sent(name: string): unknown[];
  /** Takes the pen out, so that no PIN is asked for. */
  takePen(): void;
}

/** Draws `screen` at a place, in a scene; with `answers` in the place of the made-up clinic's. */
export function stage(
  screen: Component,
  at: [screen: Screen, id?: string],
  scene: Partial<Scene> = {},
  answers: Record<string, Instead> = {},
): Stage {
  const host = fixtureHost({ ...ordinary, ...scene });
  const instead = new Map<string, Instead>(Object.entries(answers));
  const { rpc, act } = host;
  const told: { name: string; request: unknown }[] = [];
  host.rpc = async (name, request) => {
    told.push({ name, request });
    const own = instead.get(name);
    return own ? own(request as never, () => rpc(name, request)) : rpc(name, request);
  };
  host.act = (async (name: Parameters<typeof act>[0], args: never) => {
    told.push({ name, request: args });
    const own = instead.get(name);
    return own ? own(args, () => act(name, args)) : act(name, args);
  }) as typeof act;

  useHost(host);
  session.set(host.world.session());
  shareStatus({
    data: host.world.status(),
    error: undefined,
    loading: false,
    slow: false,
    reload: () => undefined,
    set: () => undefined,
  });
  const leave = [hearChanges(), hearSession()];
  window.addEventListener("keydown", onKeydown);
  go(...at);
  render(screen);

  onTestFinished(() => {
    pinQuestion.answer(false);
    for (const end of leave) end();
    window.removeEventListener("keydown", onKeydown);
    shareStatus(undefined);
    session.set(undefined);
  });

  return Object.assign(host, {
    answer: (name: string, own: Instead) => void instead.set(name, own),
    sent: (name: string) => told.filter((one) => one.name === name).map(({ request }) => request),
    takePen() {
      host.world.penOut = true;
      session.set(host.world.session());
    },
  });
}

/** An error as the core sends it. */
export function refusal(code: ErrorCode, message: string, field: string | null = null) {
  return problem(code, message, { field });
}
