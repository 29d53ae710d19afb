import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeStacksCommand, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describeWithMinistack, SERVER_START_MS } from '@dataforge/stack/testing';
import { deployment, stackNameOf, type LambdaApp } from './deployment.ts';

const prefix = 'house';

const templateOf = (name: string, parameter = 'word') => `
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  StackPrefix: { Type: String, Default: dataforge }
  Platform: { Type: String, Default: aws }
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub '\${StackPrefix}-${name}'
      Runtime: nodejs24.x
      CodeUri: ../../../dist/apps/lambda/${name}
      Handler: main.handler
      Environment: { Variables: { WORD: !Sub '{{resolve:ssm:/\${StackPrefix}/${parameter}}}', PLATFORM: !Ref Platform } }
`;

const app = (name: string, says = 1): LambdaApp => ({
  name,
  template: templateOf(name),
  code: Buffer.from(`export const handler = async () => [${says}, process.env.WORD, process.env.PLATFORM];`),
});

describeWithMinistack('deploying', (access) => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'deploy-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function open() {
    const { region, endpoint } = access();
    const clients = {
      cloudFormation: new CloudFormationClient(access()),
      lambda: new LambdaClient(access()),
      ssm: new SSMClient(access()),
    };
    const deploys = deployment({ region, endpoint, prefix, folder });
    return {
      /** What each of the apps was. */
      async deploy(...apps: readonly LambdaApp[]) {
        const results: string[] = [];
        for (const one of apps) results.push(await deploys.deploy(one, () => undefined));
        return results;
      },
      say: (word: string) =>
        clients.ssm.send(
          new PutParameterCommand({ Name: `/${prefix}/word`, Value: word, Type: 'String', Overwrite: true }),
        ),
      async answerOf(name: string): Promise<unknown> {
        const { Payload } = await clients.lambda.send(
          new InvokeCommand({ FunctionName: `${prefix}-${name}` }),
        );
        return JSON.parse(Buffer.from(Payload ?? []).toString());
      },
      async changedAt(name: string) {
        const StackName = stackNameOf(prefix, name);
        const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName }));
        return Stacks?.[0]?.LastUpdatedTime ?? Stacks?.[0]?.CreationTime;
      },
    };
  }

  it(
    'deploys what does not run, then only what changed: code, template or a parameter',
    async () => {
      const { deploy, say, answerOf, changedAt } = open();
      await say('hello');

      expect(await deploy(app('a'), app('b'))).toEqual(['deployed', 'deployed']);
      expect([await answerOf('a'), await answerOf('b')]).toEqual([
        [1, 'hello', 'stack'],
        [1, 'hello', 'stack'],
      ]);
      const first = await changedAt('a');

      expect(await deploy(app('a'), app('b'))).toEqual(['unchanged', 'unchanged']);
      expect(await deploy(app('a'), app('b', 2))).toEqual(['unchanged', 'deployed']);
      expect(await answerOf('b')).toEqual([2, 'hello', 'stack']);
      expect(await changedAt('a')).toEqual(first);

      await say('goodbye');
      expect(await deploy(app('a'), app('b', 2))).toEqual(['deployed', 'deployed']);
      expect(await answerOf('a')).toEqual([1, 'goodbye', 'stack']);
    },
    SERVER_START_MS,
  );

  it(
    'says what is missing, and leaves nothing that would be taken for deployed',
    async () => {
      const { deploy, say, answerOf } = open();
      await say('hello');
      const lacking = { ...app('c'), template: templateOf('c', 'missing') };

      await expect(deploy(lacking)).rejects.toThrow(/house-c could not be deployed.*\/house\/missing/s);
      await expect(deploy(lacking)).rejects.toThrow(/house-c could not be deployed/);

      expect(await deploy(app('c'))).toEqual(['deployed']);
      expect(await answerOf('c')).toEqual([1, 'hello', 'stack']);
    },
    SERVER_START_MS,
  );
});
