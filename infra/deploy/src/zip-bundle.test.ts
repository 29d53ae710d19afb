import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { zipBundle } from './zip-bundle.ts';

const code = Buffer.from('export const handler = 1;');

/** What a process in another time zone makes of the same code. */
function sha256In(timeZone: string): string {
  const script = `
    import { build } from 'esbuild';
    const { outputFiles } = await build({ entryPoints: [process.argv[1]], bundle: true, write: false, format: 'esm', platform: 'node', target: 'node20' });
    const { zipBundle } = await import('data:text/javascript;base64,' + Buffer.from(outputFiles[0].contents).toString('base64'));
    process.stdout.write(zipBundle(Buffer.from(${JSON.stringify(code.toString())})).sha256);`;
  const source = fileURLToPath(new URL('zip-bundle.ts', import.meta.url));
  return execFileSync(process.execPath, ['--input-type=module', '-e', script, source], {
    env: { ...process.env, TZ: timeZone, DATAFORGE_WORKSPACE: '/', NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
}

describe('the zip of a bundle', () => {
  it('holds the code under the name that its handler is found by', () => {
    expect(Object.entries(unzipSync(zipBundle(code).bytes))).toEqual([['main.mjs', new Uint8Array(code)]]);
  });

  it('is the same for the same code, also in another time zone', () => {
    expect(['Asia/Tokyo', 'America/Los_Angeles'].map(sha256In)).toEqual([
      zipBundle(code).sha256,
      zipBundle(code).sha256,
    ]);
  });

  it('is another for other code', () => {
    expect(zipBundle(Buffer.from('export const handler = 2;')).sha256).not.toBe(zipBundle(code).sha256);
  });
});
