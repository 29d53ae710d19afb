import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const libs = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'libs');
const foldersIn = (path) =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
    : [];

/** Adapters that implement no port: what others are made of, or read folders of the workspace. */
const NO_PORT = ['events/embedded', 'products/fs'];

const adapters = foldersIn(libs).flatMap((lib) =>
  foldersIn(join(libs, lib, 'src', 'adapters')).map((tech) => `${lib}/${tech}`),
);

describe('every adapter', () => {
  it.each(adapters.filter((adapter) => !NO_PORT.includes(adapter)))(
    "%s runs its port's contract suite",
    (adapter) => {
      const [lib, tech] = adapter.split('/');
      const folder = join(libs, lib, 'src', 'adapters', tech);
      const tests = readdirSync(folder)
        .filter((file) => file.endsWith('.test.ts'))
        .map((file) => readFileSync(join(folder, file), 'utf8'));
      expect(
        tests.some((text) => /from '\.\.\/\.\.\/testing\//.test(text) && /\w+Contract\(/.test(text)),
      ).toBe(true);
    },
  );
});
