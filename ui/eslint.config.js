// Lints the interface, and keeps its rooms apart: who may import whom is a rule here, not a habit.

import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";

import svelteConfig from "./svelte.config.js";

const tauri = { group: ["@tauri-apps/*"], message: "Only src/host may know Tauri." };
const host = { group: ["**/host/*", "**/host"], message: "The host is reached through api/." };
const app = { group: ["**/app/*"], message: "Nothing but the entry pages imports app/." };
const anyScreen = { group: ["**/screens/*"], message: "Only app/ imports screens." };
const sibling = {
  regex: "^\\./[A-Z]\\w*\\.svelte$",
  message: "A screen never imports another screen; what two share belongs in kit/.",
};
const parent = {
  regex: "^\\.\\./[A-Z]\\w*\\.svelte$",
  message: "A screen never imports another screen; what two share belongs in kit/.",
};
const wall = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

export default ts.config(
  { ignores: ["dist", "node_modules", "src/api/bindings"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig, extraFileExtensions: [".svelte"] } },
  },
  {
    rules: {
      "no-undef": "off", // the compiler knows better
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "svelte/button-has-type": "error",
      "svelte/no-at-html-tags": "error",
      "svelte/no-inline-styles": ["error", { allowTransitions: false }],
      "svelte/require-each-key": "error",
      "svelte/prefer-svelte-reactivity": "off", // a Map that is built and read once needs no reactivity
      "svelte/no-useless-children-snippet": "off", // beside other snippets it reads better spelled out
      "svelte/no-navigation-without-resolve": "off", // a rule of SvelteKit's
    },
  },
  { files: ["src/kit/**"], rules: wall(tauri, host, app, anyScreen) },
  { files: ["src/words/**"], rules: wall(tauri, host, app, anyScreen, { group: ["**/kit/*", "**/api/*"] }) },
  { files: ["src/api/**"], rules: wall(tauri, app, anyScreen, { group: ["**/kit/*"] }) },
  { files: ["src/screens/*.svelte", "src/screens/*.ts"], rules: wall(tauri, host, app, anyScreen, sibling) },
  { files: ["src/screens/*/**"], rules: wall(tauri, host, app, anyScreen, parent) },
  { files: ["src/app/**"], rules: wall(tauri) },
);
