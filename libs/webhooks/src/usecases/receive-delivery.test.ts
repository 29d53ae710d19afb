import { createHmac } from 'node:crypto';
import type { AppendFailure, Capacity, EventLog } from '@dataforge/events';
import { err, InfrastructureError, ok } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { memoryDeliveryIds } from '../adapters/memory/index.ts';
import type { DeliveryIds } from '../ports/delivery-ids.ts';
import type { WebhookSources } from '../ports/webhook-sources.ts';
import { configuredSources } from './configured-sources.ts';
import { receiveDelivery } from './receive-delivery.ts';

const SECRET = 'It is a secret to everybody';
const body = Buffer.from('{}');
const delivery = {
  provider: 'github',
  source: 'org',
  headers: {
    'x-github-delivery': 'd-1',
    'x-github-event': 'ping',
    'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
  },
  readBody: async () => body,
};

type Append = EventLog['append'];

interface World {
  readonly append?: Append;
  readonly capacity?: Capacity;
  readonly remember?: DeliveryIds['remember'];
  readonly seen?: DeliveryIds['seen'];
  readonly find?: WebhookSources['find'];
}

function open({ append, capacity = { check: () => ({ ok: true }) }, remember, seen, find }: World = {}) {
  const clock = simulatedClock(0);
  const steps: string[] = [];
  const memory = memoryDeliveryIds({ clock });
  const receive = receiveDelivery(
    {
      clock,
      capacity,
      sources: find
        ? { find }
        : configuredSources([{ provider: 'github', source: 'org', secrets: [SECRET] }]),
      log: {
        append: async (batches) => {
          steps.push('append');
          return append ? append(batches) : ok({ records: 1 });
        },
      },
      ids: {
        ...memory,
        ...(seen && { seen }),
        remember: async (key) => {
          steps.push('remember');
          await (remember ?? memory.remember)(key);
        },
      },
    },
    { topic: 'd' },
  );
  return { receive: () => receive(delivery), steps };
}

const failing =
  (kind: AppendFailure['kind']): Append =>
  async () =>
    err({ kind, detail: 'as the test wants it' });

describe('receiving a delivery', () => {
  it('remembers it after the append, never before', async () => {
    const { receive, steps } = open();
    expect(await receive()).toEqual({ ok: true, value: { duplicate: false } });
    expect(await receive()).toEqual({ ok: true, value: { duplicate: true } });
    expect(steps).toEqual(['append', 'remember']);
  });

  it.each<[AppendFailure['kind'], object]>([
    ['full', { kind: 'full', retryAfterSeconds: 30 }],
    ['unavailable', { kind: 'unavailable' }],
    ['ambiguous', { kind: 'unavailable' }],
    ['too-large', { kind: 'too-large' }],
  ])('remembers nothing of an append that failed as %s', async (kind, failure) => {
    const { receive, steps } = open({ append: failing(kind) });
    expect(await receive()).toMatchObject({ ok: false, error: failure });
    expect(steps).toEqual(['append']);
  });

  it('appends again after a crash between append and remembering, leaving the copy for refining', async () => {
    let broken = true;
    const { receive, steps } = open({
      remember: async () => {
        if (broken) throw new Error('the process ends here');
      },
    });
    await expect(receive()).rejects.toThrow('ends here');
    broken = false;
    expect(await receive()).toEqual({ ok: true, value: { duplicate: false } });
    expect(steps).toEqual(['append', 'remember', 'append', 'remember']);
  });

  it('asks for it again when it could not remember it, leaving the copy for refining', async () => {
    let full = true;
    const { receive, steps } = open({
      remember: async () => {
        if (full) throw new InfrastructureError('the disk is full', 'retriable');
      },
    });

    expect(await receive()).toEqual({
      ok: false,
      error: { kind: 'unavailable', detail: 'the disk is full' },
    });
    full = false;
    expect(await receive()).toEqual({ ok: true, value: { duplicate: false } });
    expect(steps).toEqual(['append', 'remember', 'append', 'remember']);
  });

  it.each(['find', 'seen'] as const)(
    'asks for it again while %s cannot be asked, and appends nothing',
    async (step) => {
      const { receive, steps } = open({
        [step]: async () => {
          throw new InfrastructureError('the table is away', 'retriable');
        },
      });
      expect(await receive()).toEqual({
        ok: false,
        error: { kind: 'unavailable', detail: 'the table is away' },
      });
      expect(steps).toEqual([]);
    },
  );

  it('says that a copy is one even while there is no room', async () => {
    let room = true;
    const capacity: Capacity = {
      check: () => (room ? { ok: true } : { ok: false, retryAfterSeconds: 1, detail: 'full' }),
    };
    const { receive } = open({ capacity });
    await receive();
    room = false;
    expect(await receive()).toEqual({ ok: true, value: { duplicate: true } });
  });

  it('lets a copy wait for the first, and share what becomes of it', async () => {
    let answer: (result: Awaited<ReturnType<Append>>) => void = () => undefined;
    let asked: () => void = () => undefined;
    const append: Append = () => {
      asked();
      return new Promise((resolve) => (answer = resolve));
    };
    const { receive, steps } = open({ append });
    const attempt = async (result: Awaited<ReturnType<Append>>) => {
      const appending = new Promise<void>((resolve) => (asked = resolve));
      const both = [receive(), receive()];
      await appending;
      answer(result);
      return (await Promise.all(both)).map((outcome) => (outcome.ok ? outcome.value.duplicate : 'failed'));
    };
    expect(await attempt(err({ kind: 'unavailable', detail: 'away' }))).toEqual(['failed', 'failed']);
    expect(await attempt(ok({ records: 1 }))).toEqual([false, true]);
    expect(steps).toEqual(['append', 'append', 'remember']);
  });
});
