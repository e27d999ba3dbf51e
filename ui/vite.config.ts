// Builds the two windows: the main one and the small one in which secrets are typed.

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/**
 * The windows freeze `Object.prototype` (`freezePrototype` in `tauri.conf.json`), and then nobody may write `toString` or `constructor` onto an
 * object that inherits them from there, as d3 does when it is loaded. There the property is defined first, as the object's own.
 */
const underAFrozenPrototype: Plugin = {
  name: "d3-under-a-frozen-prototype",
  transform(code, id) {
    if (!/\/node_modules\/d3-[a-z-]+\//u.test(id)) return undefined;
    const written = /^(?<before>\s*)(?<on>[\w.]+)\.(?<name>toString|valueOf|constructor) = /gmu;
    const defined =
      '$<before>Object.defineProperty($<on>, "$<name>", { writable: true, configurable: true });\n$&';
    return { code: code.replace(written, defined), map: null };
  },
};

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tests of what keeps, while a window is open, what somebody typed there; and of Tauri's own stand-in: each begins with a new window. */
const keeping = ["compose", "inbox", "review"].map((screen) => `tests/screens/${screen}/**/*.test.ts`);
keeping.push("tests/host.test.ts");

export default defineConfig({
  plugins: [underAFrozenPrototype, svelte(), svelteTesting()],
  // The shell waits for exactly this address.
  optimizeDeps: {
    // Put together for the dev window they would be past the plugin above.
    exclude: ["array", "color", "format", "interpolate", "path", "scale", "shape", "time", "time-format"].map(
      (part) => `d3-${part}`,
    ),
  },
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
  build: {
    // The web views that Tauri 2 runs on all know light-dark(), nesting and oklch().
    target: ["safari18", "chrome130"],
    // Nothing becomes a data: address; the content security policy takes fonts and images from 'self'.
    assetsInlineLimit: 0,
    rollupOptions: { input: { main: at("index.html"), secret: at("secret.html") } },
  },
  test: {
    environment: "happy-dom",
    setupFiles: ["tests/setup.ts"],
    // To load the interface takes longer than most of its tests, so that what can shares it.
    projects: [
      {
        extends: true,
        test: { name: "shared", include: ["tests/**/*.test.ts"], exclude: keeping, isolate: false },
      },
      { extends: true, test: { name: "alone", include: keeping } },
    ],
    // Otherwise one core is kept for who watches; here nobody does, and with two it is half the time.
    maxWorkers: "100%",
  },
});
