// What the test page lacks and the product's web views have; and a clean page after each test.

import { cleanup } from "@testing-library/svelte";
import { afterEach } from "vitest";

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  localStorage.clear();
});
