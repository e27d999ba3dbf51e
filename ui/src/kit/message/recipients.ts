// Which posts are messages.

import type { Platform } from "../../api/bindings/Platform";

/** Whether a post there is a message to people who agreed to get it: it has a template in the place of words of its own. */
export const hasRecipients = (platform: Platform) => platform === "whatsapp";
