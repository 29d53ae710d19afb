import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployment } from './deployment.ts';
import { BUNDLE, bundleFolder, lambdaNames, templateOf, workspaceRoot } from './folders.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Deploys one Lambda app, named by its folder, to where AWS's variables say: AWS_REGION, and for a stack on one machine
 * AWS_ENDPOINT_URL. STACK_PREFIX is in front of the names. The exit code says whether it runs.
 */
export async function main([name = '']: readonly string[], environment: Environment = process.env) {
  const say = (line: string) => process.stdout.write(`${name.padEnd(15)} ${line}\n`);
  const fault = faultOf(name, environment);
  if (fault !== undefined) {
    process.stderr.write(`${fault}\n`);
    process.exitCode = 2;
    return;
  }
  const deploys = deployment({
    region: environment['AWS_REGION'] as string,
    endpoint: environment['AWS_ENDPOINT_URL'] || undefined,
    prefix: environment['STACK_PREFIX'] || 'dataforge',
    folder: join(workspaceRoot, 'dist', 'deploy'),
  });
  try {
    const code = readFileSync(join(bundleFolder(name), BUNDLE));
    await deploys.deploy({ name, template: readFileSync(templateOf(name), 'utf8'), code }, say);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  } finally {
    deploys.close();
  }
}

function faultOf(name: string, environment: Environment): string | undefined {
  if (!lambdaNames().includes(name))
    return `There is no Lambda "${name}"; there are ${lambdaNames().join(', ')}.`;
  if (!environment['AWS_REGION'])
    return 'AWS_REGION is missing: set it to the region to deploy to, such as eu-central-1.';
  return existsSync(join(bundleFolder(name), BUNDLE))
    ? undefined
    : `There is no bundle of ${name}: make it with npx nx bundle @dataforge/lambda-${name}.`;
}
