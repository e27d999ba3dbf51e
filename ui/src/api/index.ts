// What kit and screens use to reach the core.

export { act, call } from "./call";
export { announceChange, onChange } from "./changes";
export { apiError, remedyFor, type Remedy } from "./errors";
export { give, listen, mediaUrl } from "./host";
export { pages, type OpenPages, type Pages } from "./pages.svelte";
export { pinQuestion, signFixedAnswers, signPosts, type PinQuestion } from "./pin.svelte";
export { reading, resource, type Resource } from "./resource.svelte";
export { session } from "./session.svelte";
export { status } from "./status.svelte";
