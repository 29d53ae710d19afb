import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';

/** One of a few choices, which are its options. */
export function Select({ className = '', ...rest }: ComponentProps<'select'>) {
  return (
    <span className="relative block min-w-0">
      <select {...rest} className={`appearance-none truncate pr-7 ${className}`} />
      <ChevronDown
        className="pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2 text-ink-2"
        aria-hidden
      />
    </span>
  );
}
