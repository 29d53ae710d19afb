import { ask } from './api.ts';
import { FILLED } from './fill.ts';
import { expect, test } from './test.ts';

interface Line {
  readonly accepted: number;
  readonly refined: number;
}

test.describe('the overview', () => {
  test('opens with whether all is accounted for, in the ledger’s numbers', async ({ open, filled }) => {
    const { items } = await ask<{ items: readonly Line[] }>(filled, '/ledger?stage=refine');
    const sum = (of: (line: Line) => number) => items.reduce((total, line) => total + of(line), 0);
    const exits = FILLED.duplicates + FILLED.quarantined;

    const page = await open('/overview');

    await expect(page.getByRole('heading', { level: 1 })).toContainText(
      `All ${sum(({ accepted }) => accepted)} accepted events accounted for.`,
    );
    await expect(page.getByRole('region', { name: 'Stages' })).toContainText(
      `${sum(({ accepted }) => accepted)} accepted = ${sum(({ refined }) => refined)} refined + ${exits} exits + 0 in flight`,
    );
  });

  test('shows the stages in their order, each with its lag or what it promises', async ({ open }) => {
    const page = await open('/overview');

    const stages = page.getByRole('region', { name: 'Stages' });
    await expect(stages.getByRole('heading', { level: 2 })).toContainText([
      'Accept',
      'Land',
      'Refine',
      'Aggregate',
      'Serve',
    ]);
    await expect(stages).toContainText('durably acked');
    await expect(stages).toContainText(`quarantined ${FILLED.quarantined}`);
    await expect(stages).toContainText(`duplicate ${FILLED.duplicates}`);
  });

  test('gives the command that would fill an empty tile', async ({ open }) => {
    const page = await open('/overview');

    const empty = page.getByRole('region', { name: /^Mean speed.*no event of this kind yet/ });
    await expect(empty.getByRole('code')).toHaveText('npx --no dataforge send events.ndjson');
  });

  test('leads from a tile to its series', async ({ open }) => {
    const page = await open('/overview');

    await page.getByRole('link', { name: /^Readings/ }).click();

    await expect(page).toHaveURL(/\/app\/explore\?.*kpi=telemetry\.readings/);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Readings');
  });

  test('marks corrections on the timeline, and tells them and the gaps in a table', async ({ open }) => {
    const page = await open('/overview?range=3h');
    const anomalies = page.getByRole('region', { name: 'Anomalies' });
    const corrected = anomalies.getByRole('button', { name: /corrected by late events/ });
    await expect(corrected.first()).toBeVisible();

    await anomalies.getByRole('button', { name: 'Table' }).click();

    await expect(anomalies.getByRole('row', { name: /gap: / }).first()).toBeVisible();
    await expect(anomalies.getByRole('row', { name: /corrected by late events/ }).first()).toBeVisible();
  });

  test('zooms by the brush, and the address says to what', async ({ open }) => {
    const page = await open('/overview?range=1h');

    await page.getByRole('slider', { name: 'Start of the zoom' }).press('ArrowRight');

    await expect(page).toHaveURL(/range=\d{4}-[^&]*\.\./);
    await expect(page.getByRole('button', { name: /Shown: from – to/ })).toBeVisible();
  });
});
