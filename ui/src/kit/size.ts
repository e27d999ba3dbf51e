// How large a file is, as people say it.

/** How large a file is, in words. */
export function bytesOf(bytes: number): string {
  const mega = bytes / 1_000_000;
  if (mega >= 1000) return `${(mega / 1000).toFixed(1)} GB`;
  return mega >= 10 ? `${Math.round(mega)} MB` : `${Math.max(0.1, mega).toFixed(1)} MB`;
}
