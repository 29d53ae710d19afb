import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useLive } from '../live/live-store.ts';
import { usePreferences } from '../theme/preferences.ts';
import { isDark } from '../theme/apply-theme.ts';
import { useCommands } from './commands.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { PAGES } from './pages.ts';
import { Palette } from './palette.tsx';
import { kept } from './shell-search.ts';

/** `g` waits so long for the letter behind it, ms. */
const CHORD_MS = 1_500;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** Everything that a key does on every page, and the dialogs that keys open. */
export function Keyboard() {
  const navigate = useNavigate();
  const chordUntil = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { openPalette, openKeys } = useCommands.getState();
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openPalette();
        return;
      }
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (performance.now() < chordUntil.current) {
        chordUntil.current = 0;
        const page = PAGES.find(({ key }) => key === event.key);
        if (page?.path) void navigate({ to: page.path, search: kept });
        return;
      }
      if (event.key === 'g') chordUntil.current = performance.now() + CHORD_MS;
      else if (event.key === '?') openKeys();
      else if (event.key === '/') {
        event.preventDefault();
        openPalette();
      } else if (event.key === 'p') togglePause();
      else if (event.key === 't') toggleTheme();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate]);
  return (
    <>
      <Palette />
      <KeysDialog />
    </>
  );
}

export function togglePause(): void {
  const { paused, pause, resume } = useLive.getState();
  if (paused) resume();
  else pause();
}

export function toggleTheme(): void {
  const { theme, setTheme } = usePreferences.getState();
  setTheme(isDark(theme) ? 'light' : 'dark');
}
