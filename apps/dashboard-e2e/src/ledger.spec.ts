import { expect, test } from './test.ts';
import { FILLED } from './fill.ts';

test('the ledger accounts for every record by its fate', async ({ open }) => {
  const page = await open('/ledger');

  const balance = page.getByRole('region', { name: /telemetry/i }).first();
  await expect(balance).toContainText(String(FILLED.duplicates));
  await expect(balance).toContainText(String(FILLED.quarantined));
});
