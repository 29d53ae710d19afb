import { runCommand } from './run-command.ts';

/** What a server needs on the machine, and is not installed by us. */
export type Requirement = 'java' | 'maven' | 'python';

/** The oldest that will do, and the words for who has none. */
const LEAST_JAVA = 17;
const LEAST_PYTHON_MINOR = 10;

const JAVA = `Java ${LEAST_JAVA} or newer: install it, for example with apt-get install openjdk-17-jre-headless, brew install openjdk@17 or from https://adoptium.net`;
const MAVEN =
  'Maven, once, to download Kafka: install it, for example with apt-get install maven or brew install maven';
const PYTHON = `Python 3.${LEAST_PYTHON_MINOR} or newer with its venv module: install it, for example with apt-get install python3 python3-venv or brew install python`;

const checks: Readonly<Record<Requirement, () => Promise<string | undefined>>> = {
  java: async () => {
    const ran = await runCommand('java', ['-version']);
    if (!ran.ok) return `needs ${JAVA}`;
    const version = /version "(?:1\.)?(\d+)/.exec(ran.output)?.[1];
    return Number(version) >= LEAST_JAVA
      ? undefined
      : `found Java ${version ?? 'of no known version'}, and needs ${JAVA}`;
  },
  maven: async () => ((await runCommand('mvn', ['--version'])).ok ? undefined : `needs ${MAVEN}`),
  python: async () => {
    const script = 'import sys, ensurepip, venv; print(*sys.version_info[:2])';
    const ran = await runCommand('python3', ['-c', script]);
    if (!ran.ok) return `needs ${PYTHON}`;
    const [major, minor] = ran.output.split(' ').map(Number) as [number, number];
    if (major === 3 && minor >= LEAST_PYTHON_MINOR) return undefined;
    return `found Python ${major}.${minor}, and needs ${PYTHON}`;
  },
};

/** What is missing on this machine, a sentence each that says what to install. */
export async function missingOf(requirements: readonly Requirement[]): Promise<readonly string[]> {
  const faults = await Promise.all(requirements.map((requirement) => checks[requirement]()));
  return faults.filter((fault) => fault !== undefined);
}
