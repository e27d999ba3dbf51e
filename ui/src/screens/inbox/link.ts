// Opens the place on the platform where a conversation stands, in the browser.

import { act } from "../../api";
import { toast } from "../../kit/toasts.svelte";
import { words } from "../../words";

export async function openLink(url: string): Promise<void> {
  try {
    await act("link_open", { url });
  } catch {
    toast(words.inbox.thread.linkFailed);
  }
}
