import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { browserToUse, settingsIn, startServer, type Server, type ServerSettings } from '@dataforge/program';
import { fill } from './fill.ts';
import { signIn, type Role } from './sign-in.ts';

export { expect } from '@playwright/test';

/** A server that holds an hour of readings and deliveries, and its settings. */
export interface FilledServer {
  readonly settings: ServerSettings;
  readonly server: Server;
}

interface OfWorker {
  /** Shared by the tests of a worker, so they only read from it, or write what disturbs no other. */
  readonly filled: FilledServer;
}

interface OfTest {
  /** Opens a page of the dashboard, signed in; `path` is below /app. */
  open(path: string, role?: Role): Promise<Page>;
}

export const test = base.extend<OfTest, OfWorker>({
  launchOptions: [async ({}, use) => use(browserToUse()), { scope: 'worker' }],
  filled: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'dataforge-e2e-'));
      const settings = await settingsIn(folder);
      const server = await startServer(settings);
      try {
        await fill(server, settings);
        await use({ settings, server });
      } finally {
        await server.end('SIGTERM');
        rmSync(folder, { recursive: true, force: true });
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  open: async ({ filled, page }, use) => {
    await use(async (path, role = 'admin') => {
      await signIn(page.context(), filled.settings, role);
      await page.goto(`${filled.server.url}/app${path}`);
      return page;
    });
  },
});
