import type { Product } from '@dataforge/products';

/**
 * A small product for the suites: every fold, columns that are refreshed every ten seconds and on close, a newest-row
 * table, a filter and a KPI.
 */
export const meterProduct: Product = {
  name: 'meter',
  version: '1.0.0',
  title: 'Meters',
  description: 'Readings of meters.',
  owner: 'tests',
  event: {
    type: 'test.meter.v1',
    topic: 'meters',
    partitions: 2,
    latenessMs: 60_000,
    dedupeHorizonDays: 7,
    fields: [
      { name: 'meterId', column: 'meter_id', type: 'string', required: true, classification: 'internal' },
      { name: 'reading', column: 'reading', type: 'number', required: true, classification: 'internal' },
      { name: 'note', column: 'note', type: 'string', required: false, classification: 'internal' },
    ],
  },
  retentionDays: { log: 7, landing: 30, bronze: 7, silver: 30, quarantine: 30, gold: 90 },
  serviceLevels: {},
  silver: {
    sql: `SELECT source AS source, id AS id, event_time AS event_time, _partition AS _partition, _position AS _position,
      meter_id AS meter, reading AS reading, note AS note FROM bronze WHERE reading >= 0`,
  },
  gold: [
    {
      name: 'minutes',
      sql: `SELECT meter AS meter, DATE_TRUNC('minute', event_time) AS minute, COUNT(*) AS count, SUM(reading) AS sum,
        MIN(reading) AS min, MAX(reading) AS max, SUM(reading) / COUNT(*) AS mean,
        PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY reading) AS p95,
        MAX_BY(reading, STRUCT(event_time, source, id)) AS last, MAX(STRUCT(event_time, source, id)) AS last_order
        FROM silver GROUP BY meter, DATE_TRUNC('minute', event_time)`,
      materialise: {
        kind: 'windows',
        grain: 'minute',
        time: 'event_time',
        key: ['meter', 'minute'],
        window: 'minute',
      },
      refresh: { kind: 'interval', seconds: 10 },
      columns: [
        { name: 'meter', fold: 'key' },
        { name: 'minute', fold: 'key' },
        { name: 'count', fold: 'count' },
        { name: 'sum', fold: 'sum' },
        { name: 'min', fold: 'min' },
        { name: 'max', fold: 'max' },
        { name: 'mean', fold: 'derived', expression: 'sum / count' },
        { name: 'p95', fold: 'recompute' },
        { name: 'last', fold: 'last', order: 'last_order' },
        { name: 'last_order', fold: 'max' },
      ],
    },
    {
      name: 'latest',
      sql: `SELECT meter AS meter, reading AS reading, note AS note, STRUCT(event_time, source, id) AS seen FROM silver`,
      materialise: { kind: 'merge', key: ['meter'], orderBy: 'seen' },
      refresh: { kind: 'batch' },
      columns: [
        { name: 'meter', fold: 'key' },
        { name: 'reading', fold: 'replace' },
        { name: 'note', fold: 'replace' },
        { name: 'seen', fold: 'replace' },
      ],
    },
    {
      name: 'hours',
      sql: `SELECT meter AS meter, DATE_TRUNC('hour', event_time) AS hour, COUNT(*) AS count,
        PERCENTILE_CONT(0.95) WITHIN GROUP (ORDER BY reading) AS p95
        FROM silver GROUP BY meter, DATE_TRUNC('hour', event_time)`,
      materialise: {
        kind: 'windows',
        grain: 'hour',
        time: 'event_time',
        key: ['meter', 'hour'],
        window: 'hour',
      },
      refresh: { kind: 'on-close' },
      columns: [
        { name: 'meter', fold: 'key' },
        { name: 'hour', fold: 'key' },
        { name: 'count', fold: 'count' },
        { name: 'p95', fold: 'recompute' },
      ],
    },
  ],
  kpis: [
    {
      id: 'meter.readings',
      product: 'meter',
      title: 'Readings',
      description: 'Readings per minute.',
      unit: '1',
      model: 'minutes',
      grain: 'minute',
      value: 'SUM(count)',
      weight: 'SUM(count)',
      rollup: 'sum',
      direction: 'neutral',
      keepDays: 7,
      freshnessSlaMs: 60_000,
    },
  ],
  queries: [],
};
