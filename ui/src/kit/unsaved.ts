// What is being written and not saved yet, and how it is saved at once: before the window locks, and before anything else
// that ends a person's turn.

/** How long locking waits for a save. A core that does not answer must not keep the window open. */
export const PATIENCE_MS = 2000;

const savers = new Set<() => Promise<unknown>>();

/** Has `save` called before a person's turn ends. Returns what ends that. */
export function saveBefore(save: () => Promise<unknown>): () => void {
  savers.add(save);
  return () => void savers.delete(save);
}

/** Saves whatever is not saved. Never fails, and never takes longer than people wait. */
export async function saveAll(): Promise<void> {
  if (savers.size === 0) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((go) => (timer = setTimeout(go, PATIENCE_MS)));
  await Promise.race([Promise.allSettled([...savers].map((save) => save())), patience]);
  clearTimeout(timer);
}
