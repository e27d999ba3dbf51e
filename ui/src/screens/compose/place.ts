// What an address of the screen names: a post, or the text that the posts of a batch share.

const SHARED = "shared-";

/** The place of a batch's shared text. */
export function sharedId(batch: string): string {
  return `${SHARED}${batch}`;
}

/** The batch whose shared text an address names; nothing where it names a post. */
export function batchOf(id: string): string | undefined {
  return id.startsWith(SHARED) ? id.slice(SHARED.length) : undefined;
}
