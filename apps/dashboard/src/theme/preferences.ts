import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type Theme = 'system' | 'light' | 'dark';

export interface Preferences {
  readonly theme: Theme;
  readonly density: 'comfortable' | 'compact';
  setTheme(theme: Theme): void;
  setDensity(density: Preferences['density']): void;
}

/** What a person likes on this machine; what a page shows is in its address. */
export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: 'system',
      density: 'comfortable',
      setTheme: (theme) => set({ theme }),
      setDensity: (density) => set({ density }),
    }),
    { name: 'dataforge.preferences' },
  ),
);
