import type { Page } from '@playwright/test';
import { until } from '@dataforge/program';
import { ask } from './api.ts';
import type { OwnServer } from './own-server.ts';
import { eventOf, post } from './readings.ts';
import { signIn } from './sign-in.ts';
import { expect, test } from './test.ts';

interface Metrics {
  readonly items: readonly { readonly current: { readonly value: number | null } }[];
}

/** Posts a reading of a device; the minute is the same for all of a test. */
const send = (own: OwnServer, at: number, device: string, celsius = 20) =>
  post(own.url, own.token, [eventOf({ device, celsius, at, id: device })]);

/** Waits until the server, whatever a page shows, counts so many readings in the newest minute. */
const served = (own: OwnServer, readings: number) =>
  until(
    () => ask<Metrics>(own, '/metrics?kpi=telemetry.readings'),
    ({ items }) => items[0]?.current.value === readings,
  );

const tile = (page: Page, name: RegExp) =>
  page.getByRole('region', { name: 'KPIs' }).getByRole('link', { name });
const says = (page: Page, text: string | RegExp) =>
  page.getByRole('banner').getByRole('status').filter({ hasText: text });

async function openLive(page: Page, own: OwnServer): Promise<void> {
  await signIn(page.context(), own.settings, 'viewer');
  await page.goto(`${own.url}/app/overview`);
  await expect(says(page, 'Live')).toBeVisible();
  // A page that was loaded anew has lost it.
  await page.evaluate(() => (document.body.dataset['loaded'] = 'once'));
}

const expectNotReloaded = (page: Page) => expect(page.locator('body[data-loaded="once"]')).toBeAttached();

test.describe('live', () => {
  test('brings a posted event to its tile, which says what its colour says', async ({ own, page }) => {
    await openLive(page, own);
    const kpis = page.getByRole('region', { name: 'KPIs' });
    await expect(kpis.getByRole('region', { name: /^Readings.*no event of this kind yet/ })).toBeVisible();

    await send(own, Date.now(), 'oven-1', 52);

    await expect(tile(page, /^Readings, telemetry: 1\b/)).toContainText('last minute open');
    await expect(tile(page, /^Hottest device/)).toContainText('beyond its critical limit');
    await expectNotReloaded(page);
  });

  test('stands still while paused, counts what waits, and shows it when it goes on', async ({
    own,
    page,
  }) => {
    await openLive(page, own);
    const at = Date.now();
    await send(own, at, 'oven-1');
    await expect(tile(page, /^Readings, telemetry: 1\b/)).toBeVisible();

    await page.getByRole('button', { name: 'Pause' }).click();
    await send(own, at, 'oven-2');
    await served(own, 2);

    await expect(says(page, /Paused [1-9]\d* waiting/)).toBeVisible();
    await expect(tile(page, /^Readings, telemetry: 1\b/)).toBeVisible();
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect(tile(page, /^Readings, telemetry: 2\b/)).toBeVisible();
  });

  test('says that the server is gone, and is live and right again after it came back', async ({
    own,
    page,
  }) => {
    test.setTimeout(120_000);
    await openLive(page, own);
    const at = Date.now();
    await send(own, at, 'oven-1');
    await expect(tile(page, /^Readings, telemetry: 1\b/)).toBeVisible();

    await own.kill();

    await expect(says(page, 'Polling every 5 s')).toBeVisible();
    await expect(page.getByText('The server does not answer.').first()).toBeVisible();
    await expect(tile(page, /^Readings, telemetry: 1\b/)).toBeVisible();

    await own.restart();
    await send(own, at, 'oven-2');

    await expect(says(page, 'Live')).toBeVisible({ timeout: 40_000 });
    await expect(tile(page, /^Readings, telemetry: 2\b/)).toBeVisible();
    await expect(page.getByText('The server does not answer.')).toHaveCount(0);
    await expectNotReloaded(page);
  });
});
