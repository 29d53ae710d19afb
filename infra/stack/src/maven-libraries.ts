import { join } from 'node:path';
import { installOnce, type Installation } from './install-once.ts';
import { runCommand } from './run-command.ts';

/** Downloads what a pom depends on if it is not there yet, and gives the class path. `title` is its name in messages. */
export async function mavenLibraries(installation: Installation, title: string): Promise<string> {
  const folder = await installOnce(installation, async (draft) => {
    const ran = await runCommand('mvn', [
      '--batch-mode',
      '--quiet',
      '--file',
      installation.versions,
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${draft}`,
    ]);
    if (!ran.ok)
      throw new Error(
        `${title} could not be installed. Is Maven Central, or the mirror in ~/.m2/settings.xml, reachable?\n${ran.output}`,
      );
  });
  return join(folder, '*');
}
