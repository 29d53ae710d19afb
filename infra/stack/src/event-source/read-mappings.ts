import {
  CloudFormationClient,
  DescribeStackResourceCommand,
  GetTemplateCommand,
  paginateDescribeStacks,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parseDocument } from 'yaml';
import type { KafkaMapping } from './kafka-mapping.ts';

export interface MappingClients {
  readonly cloudFormation: CloudFormationClient;
  readonly ssm: SSMClient;
}

/** As a template writes what is put in later, once SAM has packaged it. */
type Text = string | { readonly Ref?: string; readonly 'Fn::Sub'?: string };

interface MappingProperties {
  readonly FunctionName: Text;
  readonly EventSourceArn: Text;
  readonly Topics: readonly string[];
  readonly StartingPosition: string;
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly FunctionResponseTypes?: readonly string[];
  readonly AmazonManagedKafkaEventSourceConfig?: { readonly ConsumerGroupId?: Text };
}

/** Lambda's own, where a mapping says nothing. */
const BATCH_SIZE = 100;
const WINDOW_SECONDS = 0.5;

/** The mappings from Kafka that the deployed stacks declare, whether or not the endpoint could make them. */
export async function readMappings(clients: MappingClients): Promise<readonly KafkaMapping[]> {
  const mappings: KafkaMapping[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client: clients.cloudFormation }, {}))
    for (const stack of Stacks)
      if (/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(stack.StackStatus ?? ''))
        mappings.push(...(await mappingsOf(clients, stack)));
  return mappings;
}

async function mappingsOf(clients: MappingClients, stack: Stack): Promise<readonly KafkaMapping[]> {
  const { TemplateBody = '' } = await clients.cloudFormation.send(
    new GetTemplateCommand({ StackName: stack.StackName, TemplateStage: 'Original' }),
  );
  if (!TemplateBody.includes('AmazonManagedKafkaEventSourceConfig')) return [];
  const template = parseDocument(TemplateBody, { logLevel: 'silent' }).toJS() as {
    readonly Resources: Record<string, { readonly Type: string; readonly Properties: MappingProperties }>;
  };
  const declared = Object.values(template.Resources).filter(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::EventSourceMapping' && Properties.AmazonManagedKafkaEventSourceConfig,
  );
  return Promise.all(declared.map(({ Properties }) => mappingOf(clients, stack, Properties)));
}

async function mappingOf(
  clients: MappingClients,
  stack: Stack,
  properties: MappingProperties,
): Promise<KafkaMapping> {
  const values = new Map(
    (stack.Parameters ?? []).map(({ ParameterKey, ParameterValue = '' }) => [ParameterKey, ParameterValue]),
  );
  const filled = (text: Text = '') =>
    (typeof text === 'string' ? text : (text['Fn::Sub'] ?? text.Ref ?? '')).replace(
      /\$\{(\w+)\}/g,
      (whole, name: string) => values.get(name) ?? whole,
    );
  return {
    functionName: await physicalName(clients, stack, filled(properties.FunctionName)),
    topic: properties.Topics[0] ?? '',
    group: filled(properties.AmazonManagedKafkaEventSourceConfig?.ConsumerGroupId),
    eventSourceArn: await resolved(clients, filled(properties.EventSourceArn)),
    batchSize: properties.BatchSize ?? BATCH_SIZE,
    windowMs: (properties.MaximumBatchingWindowInSeconds ?? WINDOW_SECONDS) * 1_000,
    fromBeginning: properties.StartingPosition === 'TRIM_HORIZON',
    partialAnswers: (properties.FunctionResponseTypes ?? []).includes('ReportBatchItemFailures'),
  };
}

async function physicalName({ cloudFormation }: MappingClients, { StackName }: Stack, logical: string) {
  const { StackResourceDetail } = await cloudFormation.send(
    new DescribeStackResourceCommand({ StackName, LogicalResourceId: logical }),
  );
  return StackResourceDetail?.PhysicalResourceId ?? logical;
}

/** What a text names of SSM's Parameter Store in its place. */
async function resolved({ ssm }: MappingClients, text: string): Promise<string> {
  const name = /^\{\{resolve:ssm:(.+)\}\}$/.exec(text)?.[1];
  if (name === undefined) return text;
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name }));
  return Parameter?.Value ?? '';
}
