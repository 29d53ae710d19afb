import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoStateFile } from './demo-state.ts';

let dataDir: string;
beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'dataforge-demo-'))));
afterEach(() => rmSync(dataDir, { recursive: true }));

describe("the demo's state", () => {
  it('keeps the time and the secret of the very first start', () => {
    const first = demoStateFile(dataDir, 1_000).read();
    expect(first.anchor).toBe(1_000);
    expect(first.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(demoStateFile(dataDir, 2_000).read()).toEqual(first);
  });

  it('goes on from what was written', () => {
    const state = demoStateFile(dataDir, 1_000);
    state.update({ historySent: 500 });
    state.update({ live: { step: 3, time: 1_500 } });
    expect(demoStateFile(dataDir, 2_000).read()).toMatchObject({
      anchor: 1_000,
      historySent: 500,
      live: { step: 3, time: 1_500 },
    });
  });

  it('is for its owner alone, since it holds a secret', () => {
    demoStateFile(dataDir, 1_000).read();
    expect(statSync(join(dataDir, 'demo.json')).mode & 0o777).toBe(0o600);
  });
});
