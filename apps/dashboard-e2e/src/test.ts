import { test as base, type Page } from '@playwright/test';
import { browserToUse } from '@dataforge/program';
import { fill } from './fill.ts';
import { withServer, type OwnServer } from './own-server.ts';
import { signIn, type Role } from './sign-in.ts';

export { expect } from '@playwright/test';

interface OfWorker {
  /** Holds an hour of readings. Shared by the tests of a worker, so they only read from it. */
  readonly filled: OwnServer;
}

interface OfTest {
  /** Opens a page of the filled server's dashboard, signed in; `path` is below /app. */
  open(path: string, role?: Role): Promise<Page>;
  /** An empty server, for a test that writes, or kills it. */
  readonly own: OwnServer;
}

export const test = base.extend<OfTest, OfWorker>({
  launchOptions: [browserToUse(), { scope: 'worker' }],
  filled: [
    async ({}, use) =>
      withServer(async (server) => {
        await fill(server);
        await use(server);
      }),
    { scope: 'worker', timeout: 120_000 },
  ],
  open: async ({ filled, page }, use) => {
    await use(async (path, role = 'admin') => {
      await signIn(page.context(), filled.settings, role);
      await page.goto(`${filled.url}/app${path}`);
      return page;
    });
  },
  own: [async ({}, use) => withServer(use), { timeout: 60_000 }],
});
