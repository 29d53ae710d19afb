import type { NamedQuery } from '@dataforge/api-client';
import { benchOf, draftOf, prepareDraft, started } from './bench.ts';

const limits = { limit: 1_000, maxAge: 0 };
const range = { from: Date.parse('2026-11-23T13:32:00Z'), to: Date.parse('2026-11-23T14:32:00Z') };

const devices: NamedQuery = {
  name: 'telemetry.devices',
  product: 'telemetry',
  title: 'Devices',
  sql: 'SELECT 1',
  parameters: [
    { name: 'from', type: 'timestamp', required: true },
    { name: 'to', type: 'timestamp', required: true },
    { name: 'device', type: 'string', required: false },
  ],
};

describe('what an address leaves on the bench', () => {
  it('runs a statement, and a named query that has values', () => {
    const named = { query: 'q', params: { from: 'a' } };

    expect(benchOf({ sql: 'SELECT 1', params: {} }, limits).run).toMatchObject({ number: 1, limit: 1_000 });
    expect(benchOf(named, limits, 7).run).toEqual({ question: named, ...limits, number: 8 });
  });

  it('runs nothing where there is no question, or one that was only chosen', () => {
    expect(benchOf(undefined, limits).run).toBeUndefined();
    expect(benchOf({ query: 'q', params: {} }, limits).run).toBeUndefined();
  });

  it('counts every run, the same question again too', () => {
    const question = { sql: 'SELECT 1', params: {} };
    const again = started(benchOf(question, limits), question, { limit: 10, maxAge: 60 });

    expect(again.run).toEqual({ question, limit: 10, maxAge: 60, number: 2 });
  });

  it('keeps in the fields what was run, whatever time it is by then', () => {
    const question = {
      query: devices.name,
      params: { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' },
    };
    const chosen = benchOf({ query: devices.name, params: {} }, limits);

    const { draft } = started(
      { ...chosen, draft: { ...chosen.draft, texts: { from: '2026-11-01' } } },
      question,
      limits,
    );

    expect(prepareDraft(draft, devices, range).texts).toEqual({
      from: '2026-11-01 00:00',
      to: '2026-11-02 00:00',
      device: '',
    });
  });
});

describe('a draft', () => {
  it('of a named query begins with the stretch of time of the page', () => {
    const { texts, faults, question } = prepareDraft(
      draftOf({ query: devices.name, params: {} }),
      devices,
      range,
    );

    expect(texts).toEqual({ from: '2026-11-23 13:32', to: '2026-11-23 14:32', device: '' });
    expect(faults).toEqual({});
    expect(question).toEqual({
      query: 'telemetry.devices',
      params: { from: '2026-11-23T13:32:00.000Z', to: '2026-11-23T14:32:00.000Z' },
    });
  });

  it('keeps the values of a link, and what was written over them', () => {
    const linked = draftOf({
      query: devices.name,
      params: { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z', device: 'pump-1' },
    });

    const { texts } = prepareDraft({ ...linked, texts: { to: 'soon' } }, devices, range);

    expect(texts).toEqual({ from: '2026-11-01 00:00', to: 'soon', device: 'pump-1' });
  });

  it('of a statement has a field for each of its parameters', () => {
    const draft = draftOf({ sql: 'SELECT $n, $s', params: { n: 1 } });

    expect(prepareDraft(draft, undefined, range).faults).toEqual({ s: 'Needed to run.' });
    expect(prepareDraft({ ...draft, texts: { s: 'x' } }, undefined, range).question).toEqual({
      sql: 'SELECT $n, $s',
      params: { n: 1, s: 'x' },
    });
  });

  it('asks nothing before there is something to ask', () => {
    expect(prepareDraft(draftOf(undefined), undefined, range).question).toBeUndefined();
    expect(prepareDraft(draftOf({ sql: ' ', params: {} }), undefined, range).question).toBeUndefined();
  });
});
