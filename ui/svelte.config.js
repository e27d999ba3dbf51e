// Svelte's compiler: runes everywhere, and component styles in files of their own, never in the page.

export default {
  compilerOptions: { css: "external" },
};
