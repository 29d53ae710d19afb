import { useSyncExternalStore } from 'react';

const wide = window.matchMedia('(min-width: 760px)');

/** Whether the screen has room for labels beside a plot. */
export const useWide = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      wide.addEventListener('change', changed);
      return () => wide.removeEventListener('change', changed);
    },
    () => wide.matches,
  );
