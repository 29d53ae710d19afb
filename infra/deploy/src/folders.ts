import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the workspace, from a source file or, where this is bundled, from what the bundler says. */
export const workspaceRoot =
  process.env['DATAFORGE_WORKSPACE'] ?? fileURLToPath(new URL('../../..', import.meta.url));

const APPS = 'apps/lambda';

/** The Lambda apps, by the names of their folders. */
export const lambdaNames = (): readonly string[] =>
  readdirSync(join(workspaceRoot, APPS), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

export const lambdaFolder = (name: string): string => join(workspaceRoot, APPS, name);

/** What a Lambda is deployed by. */
export const templateOf = (name: string): string => join(lambdaFolder(name), 'sam.yaml');

/** Where the bundle of a Lambda is made, by its target `bundle`. */
export const bundleFolder = (name: string): string => join(workspaceRoot, 'dist', APPS, name);

/** The one file of a bundle that is deployed. */
export const BUNDLE = 'main.mjs';

/** A file of this project that is no source, such as a list of versions. */
export const projectFile = (...names: readonly string[]): string =>
  join(workspaceRoot, 'infra', 'deploy', ...names);
