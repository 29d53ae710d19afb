import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

const projects = ['libs', 'apps', 'apps/lambda', 'infra'].flatMap((folder) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, folder, entry.name, 'package.json')))
    .map((entry) => `${folder}/${entry.name}`),
);

const exportsOf = (project) =>
  Object.entries(JSON.parse(readFileSync(join(root, project, 'package.json'), 'utf8')).exports ?? {});

/** Whether there is a file behind an export; behind a pattern, one at least. */
function exists(project, target) {
  const [before, after] = target.split('*');
  if (after === undefined) return existsSync(join(root, project, target));
  const folder = join(root, project, before);
  return existsSync(folder) && readdirSync(folder).some((name) => existsSync(join(folder, name + after)));
}

describe('a project', () => {
  // From these Nx infers lint, typecheck and build, and test; Jest and Playwright themselves refuse a project without a test.
  it.each(projects)('can be linted, checked, built and tested: %s', (project) => {
    const has = (file) => existsSync(join(root, project, file));
    expect(['tsconfig.json', 'src'].filter((file) => !has(file))).toEqual([]);
    expect(['jest.config.mjs', 'playwright.config.mjs'].filter(has)).toHaveLength(1);
  });

  it.each(projects.flatMap((project) => exportsOf(project).map(([name, target]) => [project, name, target])))(
    '%s has what it exports as %s',
    (project, _name, target) => {
      expect(exists(project, target)).toBe(true);
    },
  );
});
