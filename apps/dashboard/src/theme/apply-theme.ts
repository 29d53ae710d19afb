import { usePreferences, type Theme } from './preferences.ts';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

export const isDark = (theme: Theme): boolean => theme === 'dark' || (theme === 'system' && dark.matches);

/** Keeps the document's theme with the preference and, where that says so, with the system. */
export function applyTheme(): void {
  const apply = () => {
    const { theme, density } = usePreferences.getState();
    document.documentElement.dataset['theme'] = isDark(theme) ? 'dark' : 'light';
    document.documentElement.dataset['density'] = density;
  };
  usePreferences.subscribe(apply);
  dark.addEventListener('change', apply);
  apply();
}
