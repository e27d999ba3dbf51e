// A signed-in window on the fixture host, for tests.

import { fixtureHost } from "../dev/fixtures/host";
import { ordinary, type Scene } from "../dev/fixtures/scenes";
import { hearChanges } from "../src/api/changes";
import { useHost } from "../src/api/host";
import { hearSession, session } from "../src/api/session.svelte";

/** Starts a window: the host, who is signed in, and the ears for changes. */
export function open(scene: Partial<Scene> = {}) {
  const host = fixtureHost({ ...ordinary, ...scene });
  useHost(host);
  const deaf = [hearChanges(), hearSession()];
  session.set(host.world.session());
  return { host, world: host.world, close: () => deaf.forEach((stop) => stop()) };
}

/** Lets everything that waits for nothing but its turn have it. */
export const settle = (ms = 0) => new Promise((go) => setTimeout(go, ms));
