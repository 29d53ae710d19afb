import { create } from 'zustand';

/** Which of the shell's dialogs is open. */
export interface Commands {
  readonly open: 'palette' | 'keys' | null;
  openPalette(): void;
  openKeys(): void;
  close(): void;
}

export const useCommands = create<Commands>()((set) => ({
  open: null,
  openPalette: () => set({ open: 'palette' }),
  openKeys: () => set({ open: 'keys' }),
  close: () => set({ open: null }),
}));
