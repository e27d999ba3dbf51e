// An address that a person pasted: only what would make it pointless to ask is said here. The core judges the rest.

/** What is wrong with an address, in the words given; nothing when it can be asked. */
export function wrongAddress(address: string, say: { needAddress: string; needHttps: string }) {
  const typed = address.trim();
  if (typed === "") return say.needAddress;
  return /^https:\/\/\S+$/i.test(typed) || /^http:\/\/(127\.0\.0\.1|\[::1\])(:\d+)?\/\S*$/i.test(typed)
    ? undefined
    : say.needHttps;
}
