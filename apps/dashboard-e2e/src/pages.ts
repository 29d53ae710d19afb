import { expect, type Page } from '@playwright/test';

const SQL = 'SELECT device, minute, count, mean FROM gold.telemetry_device_minutes ORDER BY minute, device';

/** Every page, with as much on it as it can show. */
export const PAGES = [
  { name: 'overview', path: '/overview?range=3h' },
  { name: 'explore', path: '/explore?kpi=telemetry.temperature_max&by=device&range=3h' },
  { name: 'ledger', path: '/ledger?range=1h&trace=telemetry/2/0' },
  { name: 'query', path: `/query?sql=${encodeURIComponent(SQL)}` },
] as const;

/** Waits until nothing on the page is being loaded. */
export async function settled(page: Page): Promise<void> {
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(main.getByRole('heading', { level: 1 })).not.toContainText('Reading the ledger');
  await expect(main.getByRole('status', { name: /^(Loading|Reading)/ })).toHaveCount(0);
  await expect(main.getByText(/^(Loading|Running)/)).toHaveCount(0);
}
