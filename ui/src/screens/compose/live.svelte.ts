// The checks while somebody types, as the kit keeps them for every screen that changes a text.

export { LiveReport } from "../../kit/live.svelte";
