import type { Page, Route } from '@playwright/test';
import { expect, test } from './test.ts';

const at = (path: string) => (url: URL) => url.pathname === path;

/** Holds what the server answers back until it is let go. */
async function holdBack(page: Page, path: string): Promise<() => void> {
  let letGo = (): void => undefined;
  const gone = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(at(path), async (route: Route) => {
    await gone;
    await route.continue();
  });
  return () => letGo();
}

interface Metric {
  readonly kpi: string;
  readonly current: object;
}

/** Says of a KPI's newest value what the server says only after a while, or after a late event. */
async function pretend(page: Page, kpi: string, says: object): Promise<void> {
  await page.routeWebSocket(/.*/, (socket) => socket.close());
  await page.route(at('/metrics'), async (route) => {
    const response = await route.fetch();
    const { items } = (await response.json()) as { items: readonly Metric[] };
    const changed = items.map((metric) =>
      metric.kpi === kpi ? { ...metric, current: { ...metric.current, ...says } } : metric,
    );
    await route.fulfill({ response, json: { items: changed } });
  });
}

test.describe('a page that loads', () => {
  test('keeps the places of its tiles, and fills them', async ({ page, open }) => {
    const letGo = await holdBack(page, '/metrics');
    await open('/overview');
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(5);

    letGo();

    await expect(page.getByRole('region', { name: 'KPIs' })).toBeVisible();
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
  });

  test('stands still for whoever asks for less motion', async ({ page, open }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await holdBack(page, '/metrics');
    await open('/overview');

    const bar = page.getByRole('status', { name: 'Loading' }).first().locator('span').first();
    await expect(bar).toBeVisible();
    const seconds = await bar.evaluate((element) => {
      const { animationDuration, animationIterationCount } = getComputedStyle(element);
      return animationIterationCount === 'infinite' ? Infinity : Number.parseFloat(animationDuration);
    });
    expect(seconds).toBeLessThan(0.1);
  });
});

test.describe('a page that failed', () => {
  test('says what and why, and tries again when told to', async ({ page, open }) => {
    // The socket would bring the ledger by itself.
    await page.routeWebSocket(/.*/, (socket) => socket.close());
    await page.route(at('/ledger'), (route) =>
      route.fulfill({
        status: 503,
        json: { status: 503, detail: 'The store is busy; try again in a moment.' },
      }),
    );
    await open('/ledger');
    const failure = page.getByRole('alert').filter({ hasText: 'The ledger could not be loaded.' });
    // It asks three times more, ever more slowly, before it gives up.
    await expect(failure).toContainText('The store is busy; try again in a moment.', { timeout: 40_000 });
    await page.unrouteAll();

    await failure.getByRole('button', { name: 'Retry now' }).click();

    await expect(page.getByRole('heading', { level: 1 })).toContainText('balanced');
  });
});

test.describe('a page that is not for the role', () => {
  test('says so, and which permission it would take', async ({ open }) => {
    const page = await open('/ledger', 'producer');

    await expect(page.getByText('The ledger is not for your role.')).toBeVisible();
    await expect(page.getByText(/ledger:read/)).toBeVisible();
    await expect(page.getByRole('table')).toHaveCount(0);
  });
});

test.describe('a tile', () => {
  test('that is stale says as of when', async ({ page, open }) => {
    await pretend(page, 'telemetry.readings', { stale: true });
    await open('/overview');

    await expect(page.getByRole('link', { name: /^Readings/ })).toContainText(/stale · as of \d\d:\d\d/);
    await expect(page.getByRole('banner').getByRole('status')).toHaveText('Polling every 5 s');
  });

  test('whose newest value was corrected says which', async ({ page, open }) => {
    await pretend(page, 'telemetry.readings', { stale: false, corrected: true });
    await open('/overview');

    await expect(page.getByRole('link', { name: /^Readings/ })).toContainText(/\d\d:\d\d corrected/);
  });
});
