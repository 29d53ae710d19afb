import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

const projects = ['libs', 'apps'].flatMap((folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, folder, entry.name, 'package.json')))
    .map((entry) => `${folder}/${entry.name}`),
);

describe('a project', () => {
  // From these Nx infers lint, typecheck and build, and test; Jest itself refuses a project without a test.
  it.each(projects)('can be linted, checked, built and tested: %s', (project) => {
    const missing = ['tsconfig.json', 'jest.config.mjs', 'src'].filter(
      (file) => !existsSync(join(root, project, file)),
    );
    expect(missing).toEqual([]);
  });
});
