import type { NamedQuery } from '@dataforge/products';

/** A query for tests over the table `gold.readings (device VARCHAR, measured TIMESTAMP, value DOUBLE)`. */
export const readingsQuery = (rest: Partial<NamedQuery> = {}): NamedQuery => ({
  name: 'telemetry.readings',
  product: 'telemetry',
  title: 'Readings of a device',
  sql: `SELECT device, measured, value FROM gold.readings
    WHERE device = $device AND measured >= $from AND measured < $to AND value >= COALESCE($least, 0)
    ORDER BY measured`,
  parameters: [
    { name: 'device', type: 'string', required: true },
    { name: 'from', type: 'timestamp', required: true },
    { name: 'to', type: 'timestamp', required: true },
    { name: 'least', type: 'number', required: false },
  ],
  reads: ['readings'],
  ...rest,
});
