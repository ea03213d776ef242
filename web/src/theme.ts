/** Light or dark: the device's choice unless the person makes another one, kept on this device. */

export type Theme = "auto" | "light" | "dark";

const KEY = "livecontract.theme";

/** The theme chosen on this device. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "auto";
}

/** Chooses a theme and keeps it. */
export function chooseTheme(theme: Theme): void {
  if (theme === "auto") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  applyTheme();
}

/** Puts the chosen theme into effect. */
export function applyTheme(): void {
  const theme = chosenTheme();
  if (theme === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
