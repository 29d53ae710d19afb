/** How a button in a head looks. */
export const SMALL_BUTTON =
  'inline-flex h-[26px] flex-none items-center gap-1.5 rounded-md border border-line bg-surface px-2 text-sm whitespace-nowrap hover:bg-surface-2 disabled:text-ink-3';
