// Builds the two windows: the main one and the small one in which secrets are typed.

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  // The shell waits for exactly this address.
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
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
  },
});
