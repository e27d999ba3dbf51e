// Light, dark, or like the system. Kept on this computer only.

export type Theme = "system" | "light" | "dark";
const KEY = "countersign.theme";

function stored(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

let current = $state<Theme>(stored());

export const theme = {
  get current() {
    return current;
  },
  set(next: Theme) {
    current = next;
    if (next === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
    applyTheme();
  },
};

/** Puts the kept theme on the page; called before anything is drawn. */
export function applyTheme(): void {
  const kept = stored();
  if (kept === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = kept;
}
