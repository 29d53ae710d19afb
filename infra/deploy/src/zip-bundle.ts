import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';
import { BUNDLE } from './folders.ts';

export interface BundleZip {
  readonly bytes: Uint8Array;
  /** SHA-256 in base64, as Lambda names the code that it runs. */
  readonly sha256: string;
}

/** The oldest that a zip can hold. In the machine's own time zone, as is what a zip holds, so that it is the same everywhere. */
const NO_TIME = new Date(1980, 0, 1);

/** A bundle as Lambda takes it: the same bytes for the same code, whenever and wherever it is made. */
export function zipBundle(code: Uint8Array): BundleZip {
  // 3: Unix, with the rights to read it.
  const bytes = zipSync({ [BUNDLE]: [code, { mtime: NO_TIME, level: 9, os: 3, attrs: 0o644 << 16 }] });
  return { bytes, sha256: createHash('sha256').update(bytes).digest('base64') };
}
