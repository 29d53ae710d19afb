import { defineConfig } from '@playwright/test';

/** Real Chromium against the real process; each worker has a server of its own. */
export default defineConfig({
  testDir: 'src',
  outputDir: 'test-results/failed',
  // Two cores: the server and its database have one, the browser the other.
  workers: 1,
  forbidOnly: process.env.CI !== undefined,
  // A test that fails now and then is mended, not run again.
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['../../tools/playwright-count-reporter.mjs']],
  use: {
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
