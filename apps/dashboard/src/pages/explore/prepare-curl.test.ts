import { curlOf } from './prepare-curl.ts';

const from = Date.UTC(2026, 10, 23, 14);
const asked = { kpi: 'telemetry.readings', from, to: from + 60_000, step: '1m' };

describe('what is shown as a curl command', () => {
  it('is the series of the KPI', () => {
    expect(curlOf('http://localhost:4000', asked, undefined)).toBe(
      'curl -H "authorization: Bearer $TOKEN" ' +
        "'http://localhost:4000/metrics?kpi=telemetry.readings&from=2026-11-23T14%3A00%3A00.000Z&to=2026-11-23T14%3A01%3A00.000Z&step=1m'",
    );
  });

  it('is the query by a dimension, and what is picked cannot leave its quotes', () => {
    const by = { ...asked, dimension: 'device', step: 1, top: 5, where: { metric: "it's; rm -rf" } };

    const command = curlOf('http://localhost:4000', asked, by);

    expect(command).toContain('"query":"telemetry.readings_by_device"');
    expect(command).toContain(`"metric":"it'\\''s; rm -rf"`);
  });
});
