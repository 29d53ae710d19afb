import { compileContract } from '@dataforge/products';
import { compiledProduct } from '@dataforge/products/testing';

const UNITS = ['K', 'Cel', '[degF]', 'm/s', 'km/h', '[mi_i]/h', 'Pa', 'bar', '%', 'V', 'A', 'W', '1'];

describe('the telemetry product', () => {
  const product = compiledProduct('telemetry');
  const check = compileContract(product.event);
  const reading = { deviceId: 'd', metric: 'm', value: 1, unit: 'K' };

  it('takes readings under the name that clients use', () => {
    expect(product.event.type).toBe('com.dataforge.telemetry.reading.v1');
  });

  it.each(UNITS)('takes the unit %s', (unit) => {
    expect(check({ ...reading, unit }).violations).toEqual([]);
  });

  it.each(['kelvin', 'C', 'psi', '', 'k'])('does not take the unit %j', (unit) => {
    expect(check({ ...reading, unit }).violations).toMatchObject([{ field: 'unit', rule: 'enum' }]);
  });

  it.each(['good', 'uncertain', 'bad', undefined])('takes the quality %s', (quality) => {
    expect(check({ ...reading, quality }).violations).toEqual([]);
  });

  it.each([1e300, -1e300, 1e999])('does not take %s, whose sums would be no number', (value) => {
    expect(check({ ...reading, value, unit: 'bar' }).violations).toMatchObject([{ field: 'value' }]);
  });

  it('takes values of which a number of readings that none will reach still has a sum', () => {
    const { maximum = Infinity, minimum = -Infinity } =
      product.event.fields.find(({ name }) => name === 'value') ?? {};
    const pascals = maximum * 100_000;
    expect(Number.isFinite(pascals * Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(minimum).toBe(-maximum);
  });

  it('answers device minutes with the columns that clients use', () => {
    const query = product.queries.find(({ name }) => name === 'telemetry.device_minutes');
    expect(query?.sql).toMatch(/^SELECT device, metric, minute, count, min, max, mean, p95, last\s/);
    expect(query?.parameters.map(({ name }) => name)).toEqual(['device', 'from', 'to']);
  });
});
