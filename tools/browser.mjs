import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/** As libs/program/src/browser.ts looks for them. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const succeeds = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const isThere = () => NAMES.some((name) => succeeds('which', name)) || existsSync(chromium.executablePath());

/** Installs a browser for the browser tests where there is none: Debian's where that is allowed, else Playwright's. */
export function ensureBrowser() {
  if (isThere()) return;
  process.stdout.write('\n== installing Chromium for the browser tests\n');
  const options = { stdio: ['ignore', 'inherit', 'inherit'] };
  if (process.getuid?.() === 0 && succeeds('which', 'apt-get')) {
    spawnSync('apt-get', ['update', '-qq'], options);
    const packages = ['chromium', 'fonts-liberation'];
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      ...options,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } else spawnSync('npx', ['playwright', 'install', 'chromium'], options);
  if (isThere()) return;
  process.stderr.write(
    'The browser tests need Chromium, and it could not be installed: see the lines above. Install the package chromium, or run npx playwright install chromium, and try again.\n',
  );
}
