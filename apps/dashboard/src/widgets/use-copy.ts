import { useEffect, useState } from 'react';

const SHOWN_MS = 1_500;

/** Copies a text, and says for a moment that it did. */
export function useCopy(): { readonly copied: boolean; copy(text: string): void } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return {
    copied,
    copy: (text) => void navigator.clipboard.writeText(text).then(() => setCopied(true)),
  };
}
