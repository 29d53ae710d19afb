import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { sam } from './sam-cli.ts';
import { stageTemplate } from './stage-template.ts';
import { zipBundle } from './zip-bundle.ts';

export interface DeploymentSettings {
  readonly region: string;
  /** Of a stack on one machine; absent: AWS itself. */
  readonly endpoint?: string | undefined;
  /** In front of the names of stacks and parameters. */
  readonly prefix: string;
  /** Where what is deployed is put together. */
  readonly folder: string;
}

/** What is deployed as one stack. */
export interface LambdaApp {
  readonly name: string;
  readonly template: string;
  readonly code: Uint8Array;
}

export type Deployed = 'deployed' | 'unchanged';

/** The tag of a stack that says what runs: a hash of code, template and the parameters that it was deployed with. */
const TAG = 'dataforge-deployed';
/** As the stack was made or changed last; after any other the tag may be of what never ran. */
const WHOLE = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']);

/** A stack on one machine believes any credentials; of AWS itself they are found as its tools find them. */
const ANYBODY = { accessKeyId: 'stack', secretAccessKey: 'stack' };

export const stackNameOf = (prefix: string, name: string): string => `${prefix}-${name}`;

/** Deploys apps with the SAM CLI, each only where what runs is not the same already. */
export function deployment(settings: DeploymentSettings) {
  const { region, endpoint, prefix, folder } = settings;
  const options = { region, ...(endpoint !== undefined && { endpoint, credentials: ANYBODY }) };
  const [cloudFormation, ssm] = [new CloudFormationClient(options), new SSMClient(options)];
  const parameters = [
    `StackPrefix=${prefix}`,
    // The local endpoint is told from AWS by what it cannot do.
    `Platform=${endpoint === undefined ? 'aws' : 'stack'}`,
  ];

  async function versions(): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    let NextToken: string | undefined;
    do {
      const request = { Path: `/${prefix}`, Recursive: true, ...(NextToken && { NextToken }) };
      const page = await ssm.send(new GetParametersByPathCommand(request));
      for (const { Name = '', Version = 0 } of page.Parameters ?? []) found.set(Name, Version);
      NextToken = page.NextToken;
    } while (NextToken);
    return found;
  }

  /** Makes the template and the code that it names, and gives the hash of both. */
  async function stage({ name, template, code }: LambdaApp) {
    const { bytes, sha256 } = zipBundle(code);
    const zip = `${Buffer.from(sha256, 'base64').toString('hex').slice(0, 32)}.zip`;
    const staged = stageTemplate(template, { prefix, code: zip, versions: await versions() });
    const file = join(folder, name, 'sam.yaml');
    rmSync(join(folder, name), { recursive: true, force: true });
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(file, staged);
    writeFileSync(join(folder, name, zip), bytes);
    const hash = createHash('sha256')
      .update(JSON.stringify([staged, parameters]))
      .digest('hex');
    return { file, hash };
  }

  return {
    async deploy(app: LambdaApp, say: (line: string) => void): Promise<Deployed> {
      const stack = stackNameOf(prefix, app.name);
      const { file, hash } = await stage(app);
      if ((await runningHash(cloudFormation, stack)) === hash) {
        say('runs already');
        return 'unchanged';
      }
      say(`deploying it as the stack ${stack}`);
      const args = ['deploy', '--template-file', file, '--stack-name', stack, '--s3-prefix', stack];
      const rest = ['--resolve-s3', '--capabilities', 'CAPABILITY_IAM', '--no-confirm-changeset'];
      const ends = ['--on-failure', 'DELETE', '--no-progressbar', '--region', region];
      const values = ['--parameter-overrides', ...parameters, '--tags', `${TAG}=${hash}`];
      const ran = await sam([...args, ...rest, ...ends, ...values], environmentOf(settings), say);
      if (!ran.ok)
        throw new Error(
          `The stack ${stack} could not be deployed. What it needs of SSM is below /${prefix}; docs/aws.md lists it.\n${ran.output.slice(-4_000)}`,
        );
      say('deployed');
      return 'deployed';
    },
    close() {
      cloudFormation.destroy();
      ssm.destroy();
    },
  };
}

/** The hash of what runs; undefined where nothing does, or something is wrong with it. */
async function runningHash(client: CloudFormationClient, stack: string): Promise<string | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const [found] = Stacks;
    if (!WHOLE.has(found?.StackStatus ?? '')) return undefined;
    return found?.Tags?.find(({ Key }) => Key === TAG)?.Value;
  } catch (error) {
    if (/does not exist/.test((error as Error).message)) return undefined;
    throw error;
  }
}

const environmentOf = ({ region, endpoint }: DeploymentSettings): Record<string, string> => ({
  AWS_REGION: region,
  ...(endpoint !== undefined && {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: ANYBODY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ANYBODY.secretAccessKey,
  }),
});
