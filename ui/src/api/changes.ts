// Hears what the core changed, and tells whoever shows it.

import type { Tag } from "./bindings/Tag";
import { host } from "./host";

type Heard = (tags: ReadonlySet<string>) => void;
const listeners = new Set<Heard>();

/** Starts to hear the core. Called once by the page; the returned function stops it. */
export function hearChanges(): () => void {
  return host().listen("changed", (tags) => {
    announceChange(tags);
  });
}

/** Tells every listener that these tags changed. */
export function announceChange(tags: Iterable<string>): void {
  const set = new Set(tags);
  for (const heard of [...listeners]) heard(set);
}

/** Runs `heard` whenever one of `tags` changes, until the returned function is called. */
export function onChange(tags: readonly Tag[], heard: () => void): () => void {
  const listener: Heard = (changed) => {
    if (tags.some((tag) => changed.has(tag))) heard();
  };
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
