import type { EventTrace, TraceStage } from '@dataforge/api-client';
import { prepareTrace } from './prepare-trace.ts';

const at = (ms: number) => new Date(Date.parse('2026-11-23T14:17:00.118Z') + ms).toISOString();
const detail = (name: string, value: string) => ({ name, value });
const accepted: TraceStage = { stage: 'accepted', state: 'reached', at: at(0), details: [] };
const landed: TraceStage = { stage: 'landed', state: 'reached', at: at(584), details: [] };
const event = { partition: 1, position: 88_214, source: '/gateways/hall-2', id: 'mill-03.1' };
const of = (...stages: TraceStage[]): EventTrace => ({ ...event, stages });

describe('the trace of an event', () => {
  it('tells each stage with its time and how long after the first it was', () => {
    const { name, nodes, sentence } = prepareTrace(
      of(accepted, landed, {
        stage: 'refined',
        state: 'reached',
        at: at(1_111),
        details: [detail('fate', 'refined')],
      }),
    );

    expect(name).toBe('/gateways/hall-2 / mill-03.1');
    expect(nodes.map(({ title, look, since, clock }) => [title, look, since, clock])).toEqual([
      ['Accepted', 'reached', '', '14:17:00.118'],
      ['Landed', 'reached', '+584 ms', '14:17:00.702'],
      ['Refined', 'reached', '+1.11 s', '14:17:01.229'],
    ]);
    expect(sentence).toBe('Accepted, Landed +584 ms, Refined +1.11 s');
  });

  it('ends where the event left, with the stages it did not reach as one', () => {
    const reasons = [detail('fate', 'quarantined'), detail('reason', 'unit: degF is not UCUM')];
    const { nodes } = prepareTrace(
      of(
        accepted,
        { stage: 'refined', state: 'left', at: at(612), details: reasons },
        { stage: 'aggregated', state: 'not-reached', details: [] },
        { stage: 'served', state: 'not-reached', details: [] },
      ),
    );

    expect(nodes.slice(1)).toMatchObject([
      { title: 'Quarantined', look: 'failed', since: 'at refine, +612 ms', details: [reasons[1]] },
      { title: 'Aggregated, Served', look: 'off', since: 'not reached', clock: '' },
    ]);
  });

  it.each([
    ['duplicate', 'Duplicate', 'left'],
    ['none is held: it is unaccounted for', 'Unaccounted for', 'failed'],
  ])('calls an event whose fate is %s %s', (fate, title, look) => {
    const { nodes } = prepareTrace(
      of(accepted, { stage: 'refined', state: 'left', details: [detail('fate', fate)] }),
    );

    expect(nodes[1]).toMatchObject({ title, look, since: 'at refine' });
  });

  it('shows what is on its way as that, and a record that is no event without a name', () => {
    const { nodes, name } = prepareTrace({
      ...{ partition: 0, position: 1 },
      stages: [accepted, { stage: 'landed', state: 'pending', details: [] }],
    });

    expect(nodes[1]).toMatchObject({ look: 'pending', since: 'on its way' });
    expect(name).toBe('no event');
  });
});
