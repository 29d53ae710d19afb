import { existsSync } from 'node:fs';
import { projectFile } from '../folders.ts';
import { installedAt, type Installation } from '../install-once.ts';
import { mavenLibraries } from '../maven-libraries.ts';
import { missingOf } from '../requirements.ts';

const kafka = (): Installation => ({ name: 'kafka', versions: projectFile('kafka', 'pom.xml') });

/** What is missing on this machine to run Kafka; Maven is only needed to install it. */
export const missingForKafka = (): Promise<readonly string[]> =>
  missingOf(existsSync(installedAt(kafka())) ? ['java'] : ['java', 'maven']);

/** Installs Kafka if it is not, and gives the class path of its programs. */
export function kafkaClassPath(say: (line: string) => void = () => undefined): Promise<string> {
  if (!existsSync(installedAt(kafka()))) say('installing it from Maven Central (54 MB, once)');
  return mavenLibraries(kafka(), 'Kafka');
}
