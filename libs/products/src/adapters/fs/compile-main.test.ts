import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compiledProducts } from '../../testing/index.ts';

const libs = fileURLToPath(new URL('../../../..', import.meta.url));
const telemetry = join(libs, 'telemetry', 'product');
const webhooks = join(libs, 'webhooks', 'product');

describe('the compiler of product folders, bundled', () => {
  const directory = mkdtempSync(join(tmpdir(), 'compile-'));
  const bundle = join(directory, 'compile.mjs');
  const out = join(directory, 'made', 'products.json');

  const run = (...args: readonly string[]) =>
    new Promise<{ readonly code: number; readonly stderr: string }>((resolve) => {
      const child = execFile(process.execPath, [bundle, ...args], (_error, _stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, stderr }),
      );
    });

  beforeAll(async () => {
    await build({
      entryPoints: [fileURLToPath(new URL('compile-main.ts', import.meta.url))],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'esm',
      // The YAML package is CommonJS and requires a module of Node's own.
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('prints every fault of every folder, writes nothing and exits 1', async () => {
    const { code, stderr } = await run(out, telemetry, telemetry, join(directory, 'nowhere'));
    expect(code).toBe(1);
    expect(stderr).toContain('two products have the topic telemetry.readings');
    expect(stderr).toContain('nowhere: cannot be read as a product folder');
    expect(existsSync(out)).toBe(false);
  });

  it('writes the products as they compile here', async () => {
    expect(await run(out, webhooks, telemetry)).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(compiledProducts());
  });

  it('says how it is used', async () => {
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining('usage:') });
  });
});
