import { appAs } from '@dataforge/http/testing';
import type { HealthCheck, Phase } from '../index.ts';
import { healthRoutes } from './index.ts';

async function healthWith(phase: Phase, ...checks: readonly HealthCheck[]) {
  const app = appAs(undefined, healthRoutes({ phase: () => phase, checks }));
  const response = await app.request('/health');
  return { status: response.status, body: (await response.json()) as unknown };
}

const good: HealthCheck = { name: 'log', run: async () => ({ ok: true, detail: 'answers' }) };
const bad: HealthCheck = { name: 'disk', run: () => Promise.reject(new Error('is away')) };

describe('GET /health', () => {
  it('is 200 once everything is ready and holds', async () => {
    expect(await healthWith('ready', good)).toEqual({
      status: 200,
      body: { status: 'ready', checks: [{ name: 'log', ok: true, detail: 'answers' }] },
    });
  });

  it('is 503 when a check fails, and says which and why', async () => {
    expect(await healthWith('ready', good, bad)).toMatchObject({
      status: 503,
      body: { status: 'failing', checks: [{ ok: true }, { name: 'disk', ok: false, detail: 'is away' }] },
    });
  });

  it.each(['starting', 'draining'] as const)('is 503 while %s', async (phase) => {
    expect(await healthWith(phase, good)).toMatchObject({ status: 503, body: { status: phase } });
  });
});
