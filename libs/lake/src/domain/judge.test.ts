import { DAY_MS, HOUR_MS, toRfc3339 } from '@dataforge/kernel';
import { structuredRecord, type Position } from '@dataforge/events';
import { meterProduct } from '../testing/meter-product.ts';
import { judgeRecords } from './judge.ts';

/** Noon, ms since the epoch. */
const APPENDED = Date.UTC(2026, 10, 23, 12, 0, 0);

function fateOf(eventTime: number): string {
  const event = {
    specversion: '1.0',
    source: 's',
    id: '1',
    type: meterProduct.event.type,
    time: toRfc3339(eventTime),
    data: { meterId: 'm', reading: 1 },
  };
  const record = structuredRecord('s', Buffer.from(JSON.stringify(event)));
  const place = { partition: 0, position: 0 as Position, appendedAt: APPENDED };
  const judged = judgeRecords(meterProduct)({ ...record, ...place });
  return judged.kind === 'row' ? judged.row.fate : judged.kind;
}

describe('judging by age', () => {
  /** The first day of the thirty that silver keeps, whole. */
  const oldest = APPENDED - 12 * HOUR_MS - meterProduct.retentionDays.silver * DAY_MS;

  it.each([
    ['expires what came before the oldest day that silver keeps', oldest - 1, 'expired'],
    ['refines all of that day', oldest, 'refined'],
    ['refines what is dated ahead', APPENDED + 400 * DAY_MS, 'refined'],
  ])('%s', (_name, eventTime, fate) => {
    expect(fateOf(eventTime)).toBe(fate);
  });
});
