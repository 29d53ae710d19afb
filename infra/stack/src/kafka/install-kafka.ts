import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from '../folders.ts';
import { installedAt, installOnce, type Installation } from '../install-once.ts';
import { missingOf } from '../requirements.ts';
import { runCommand } from '../run-command.ts';

const kafka = (): Installation => ({ name: 'kafka', versions: projectFile('kafka', 'pom.xml') });

/** What is missing on this machine to run Kafka; Maven is only needed to install it. */
export const missingForKafka = (): Promise<readonly string[]> =>
  missingOf(existsSync(installedAt(kafka())) ? ['java'] : ['java', 'maven']);

/** Installs Kafka if it is not, and gives the class path of its programs. */
export async function kafkaClassPath(say: (line: string) => void = () => undefined): Promise<string> {
  const folder = await installOnce(kafka(), async (draft) => {
    say('installing it from Maven Central (54 MB, once)');
    const ran = await runCommand('mvn', [
      '--batch-mode',
      '--quiet',
      '--file',
      kafka().versions,
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${draft}`,
    ]);
    if (!ran.ok)
      throw new Error(
        `Kafka could not be installed. Is Maven Central, or the mirror in ~/.m2/settings.xml, reachable?\n${ran.output}`,
      );
  });
  return join(folder, '*');
}
