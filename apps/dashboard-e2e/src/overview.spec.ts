import { expect, test } from './test.ts';

test('the overview opens with whether all is accounted for', async ({ open }) => {
  const page = await open('/overview');

  await expect(page.getByRole('heading', { level: 1 })).toContainText('accounted for');
});

test('a KPI over its threshold says so in words', async ({ open }) => {
  const page = await open('/overview');

  await expect(page.getByRole('region', { name: 'KPIs' })).toContainText('Hottest device');
});
