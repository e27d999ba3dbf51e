// The host of the product. The only file that knows Tauri.

import { convertFileSrc, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { Host } from "./host";

/** What is being subscribed to. Tauri does that asynchronously, and tells nobody what happened before it was done. */
const subscribing = new Set<Promise<unknown>>();

export const tauri: Host = {
  rpc: (name, request) => invoke("rpc", { name, request }),

  async act(name, args) {
    // What an act tells on its way, whoever asked for it hears.
    await Promise.allSettled(subscribing);
    return invoke(name, args);
  },

  // As it is, not as a list of numbers: a piece has megabytes.
  give: (ticket, bytes) => invoke("media_give", bytes, { headers: { ticket: String(ticket) } }),

  listen(event, heard) {
    const subscribed = listen(event, (message) => {
      heard(message.payload as Parameters<typeof heard>[0]);
    });
    subscribing.add(subscribed);
    void subscribed.finally(() => subscribing.delete(subscribed)).catch(() => undefined);
    // Who leaves before it is done is unsubscribed as soon as it is.
    return () => void subscribed.then((leave) => leave());
  },

  // `media://localhost/…` where the web view knows custom schemes, `http://media.localhost/…` on Windows.
  mediaUrl(digest, size, crop) {
    const cut = crop ? `&crop=${crop.x},${crop.y},${crop.width},${crop.height}` : "";
    return `${convertFileSrc(digest, "media")}?size=${size}${cut}`;
  },
};
