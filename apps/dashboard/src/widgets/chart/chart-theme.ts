import { useSyncExternalStore } from 'react';
import type { DataInk } from './chart-view.ts';

const TOKENS = [
  'data',
  'data-soft',
  'ghost',
  's1',
  's2',
  's3',
  's4',
  's5',
  'line',
  'surface',
  'text-2',
  'text-3',
  'warn',
  'warn-fill',
  'crit',
  'crit-fill',
  'corr',
  'sans',
] as const;

/** The tokens' values as the document has them: a canvas knows no custom properties. */
export type ChartTheme = Readonly<Record<(typeof TOKENS)[number] | DataInk, string>>;

let held: { readonly name: string; readonly theme: ChartTheme } | undefined;

function read(): ChartTheme {
  const { documentElement } = document;
  const name = documentElement.dataset['theme'] ?? '';
  if (held?.name === name) return held.theme;
  const style = getComputedStyle(documentElement);
  const theme = Object.fromEntries(
    TOKENS.map((token) => [token, style.getPropertyValue(`--${token}`).trim()]),
  ) as ChartTheme;
  held = { name, theme };
  return theme;
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

export const useChartTheme = (): ChartTheme => useSyncExternalStore(subscribe, read);
