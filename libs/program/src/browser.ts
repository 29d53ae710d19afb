import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Tests and benches reach this machine alone; a browser that calls home would only disturb them. */
const ARGUMENTS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium that is installed; where none is, Playwright's own (`npx playwright install chromium`). */
export function browserToUse(): { readonly executablePath?: string; readonly args: string[] } {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(existsSync);
  // Chromium's sandbox refuses to run as root, as containers and build machines do.
  const args = process.getuid?.() === 0 ? [...ARGUMENTS, '--no-sandbox'] : ARGUMENTS;
  return { ...(found !== undefined && { executablePath: found }), args };
}
