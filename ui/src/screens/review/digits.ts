// The first digits of a digest, in two groups, for people to compare.

/** `7f3a 91c2` */
export function firstDigits(digest: string): string {
  return `${digest.slice(0, 4)} ${digest.slice(4, 8)}`;
}
