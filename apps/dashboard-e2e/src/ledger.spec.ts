import { FILLED } from './fill.ts';
import { signIn } from './sign-in.ts';
import { expect, test } from './test.ts';

test.describe('the ledger', () => {
  test('accounts for every record by its fate', async ({ open }) => {
    const page = await open('/ledger');

    await expect(page.getByRole('heading', { level: 1 })).toContainText(
      /(\d+) of \1 balanced\..* 0 unaccounted/,
    );
    const refined = page.getByRole('row', { name: /^telemetry refine/ });
    await expect(refined.getByRole('cell').nth(2)).toHaveText(new RegExp(`^${FILLED.duplicates}\\+?$`));
    await expect(refined.getByRole('cell').nth(3)).toHaveText(new RegExp(`^${FILLED.quarantined}\\+?$`));
    await expect(refined.getByRole('cell').last()).toHaveText('balanced');
  });

  test('splits its lines by partition', async ({ open }) => {
    const page = await open('/ledger');

    await page.getByRole('button', { name: 'Partition' }).click();

    await expect(page.getByRole('row', { name: /^telemetry refine p[0-3]/ })).toHaveCount(4);
  });

  test('leads by keyboard from a minute to its events and to the trace of one', async ({ open }) => {
    const page = await open('/ledger');
    const heat = page.getByRole('grid', { name: /^Records by append minute/ });
    const bad = heat.getByRole('gridcell', { name: /quarantined/ }).first();
    await bad.focus();

    await page.keyboard.press('Enter');

    await expect(page).toHaveURL(/cell=/);
    const events = page.getByRole('region', { name: 'Events, a table' });
    await page.getByRole('button', { name: /^Quarantined [1-9]/ }).press('Enter');
    await expect(events.getByRole('row', { name: /quarantined.*unit/ })).not.toHaveCount(0);
    await events
      .getByRole('button', { name: /^Trace position/ })
      .first()
      .press('Enter');
    const trace = page.getByRole('region', { name: 'Trace' });
    await expect(trace.getByRole('heading', { level: 3 })).toContainText(['Accepted', 'Land', 'Quarantined']);
    await expect(trace).toContainText('furlong');
    await expect(page).toHaveURL(/trace=telemetry/);
  });

  test('opens a link to a trace', async ({ open }) => {
    const page = await open('/ledger?trace=telemetry/2/0');

    const trace = page.getByRole('region', { name: 'Trace' });
    await expect(trace.getByRole('code').first()).toHaveText('p2, 0');
    await expect(trace.getByRole('heading', { level: 3 })).toContainText(['Accept', 'Land', 'Refine']);
  });

  test('shows an event’s bytes to an operator and not to a viewer', async ({ open, page }) => {
    await open('/ledger?trace=telemetry/2/0', 'operator');
    const trace = page.getByRole('region', { name: 'Trace' });
    await expect(trace.getByText('Original bytes')).toBeVisible();
    await page.context().clearCookies();

    await open('/ledger?trace=telemetry/2/0', 'viewer');

    await expect(trace.getByRole('heading', { level: 3 }).first()).toBeVisible();
    await expect(trace.getByText('Original bytes')).toHaveCount(0);
  });

  test('of nothing gives the command that would fill it', async ({ own, page }) => {
    await signIn(page.context(), own.settings, 'viewer');

    await page.goto(`${own.url}/app/ledger`);

    await expect(page.getByText('Nothing was accepted yet.')).toBeVisible();
    await expect(page.getByRole('main').getByRole('code')).toHaveText(
      'npx --no dataforge send events.ndjson',
    );
  });
});
