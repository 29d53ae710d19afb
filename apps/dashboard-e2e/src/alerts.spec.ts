import AxeBuilder from '@axe-core/playwright';
import { until } from '@dataforge/program';
import { ask, postFrom } from './api.ts';
import { breachOf, eventOf, post } from './readings.ts';
import { signIn } from './sign-in.ts';
import { expect, test } from './test.ts';

interface Alert {
  readonly id: string;
  readonly rule: string;
}

/** Rules are judged every ten seconds, and a share has to be too high for twenty. */
const UNTIL_IT_OPENS_MS = 90_000;

test.describe('an alert', () => {
  test('opens by itself, is for everybody to see and for an operator to acknowledge', async ({
    own,
    page,
    browser,
  }) => {
    test.setTimeout(180_000);
    await signIn(page.context(), own.settings, 'operator');
    await page.goto(`${own.url}/app/overview`);
    const alerts = page.getByRole('region', { name: 'Alerts' });
    await expect(alerts).toContainText('No alert so far.');
    const now = Date.now();
    const reading = (n: number) => ({ device: 'pump-1', celsius: 20, at: now, id: `r${n}` });

    await post(own.url, own.token, [
      ...Array.from({ length: 10 }, (_, n) => eventOf(reading(n))),
      ...Array.from({ length: 10 }, (_, n) => breachOf(reading(10 + n))),
    ]);

    const alert = alerts.getByRole('article', { name: /too many events break the contract/ });
    await expect(alert).toBeVisible({ timeout: UNTIL_IT_OPENS_MS });
    await expect(alert).toContainText('Critical');
    await expect(page.getByRole('heading', { level: 1 })).toContainText(/[1-9]\d* open alert/);
    const { violations } = await new AxeBuilder({ page })
      .include('section[aria-labelledby="alerts"]')
      .analyze();
    expect(violations).toEqual([]);
    const { items } = await until(
      () => ask<{ items: readonly Alert[] }>(own, '/alerts'),
      (answer) => answer.items.some(({ rule }) => rule === 'telemetry.quarantine-rate'),
    );
    const { id } = items.find(({ rule }) => rule === 'telemetry.quarantine-rate') as Alert;

    await test.step('a viewer sees it, has no button, and is refused by the server', async () => {
      const context = await browser.newContext();
      await signIn(context, own.settings, 'viewer');
      const theirs = await context.newPage();
      await theirs.goto(`${own.url}/app/overview`);

      await expect(theirs.getByRole('article', { name: /too many events/ })).toBeVisible();
      await expect(theirs.getByRole('button', { name: 'Acknowledge' })).toHaveCount(0);
      expect(await postFrom(theirs, `/alerts/${id}/ack`)).toBe(403);
      await context.close();
    });

    await test.step('the feed shows what is open, and what is mine', async () => {
      await alerts.getByRole('button', { name: 'Mine' }).click();
      await expect(alerts).toContainText('None of these.');
      await alerts.getByRole('button', { name: 'Open', exact: true }).click();
      await expect(alert).toBeVisible();
    });

    await test.step('an operator acknowledges it, and it is theirs', async () => {
      await alert.getByRole('button', { name: 'Acknowledge' }).click();
      await alerts.getByRole('button', { name: 'Mine' }).click();

      await expect(alert).toContainText('acknowledged by');
      await expect(alert.getByRole('button', { name: 'Acknowledge' })).toHaveCount(0);
    });
  });
});
