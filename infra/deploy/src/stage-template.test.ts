import { stageTemplate } from './stage-template.ts';

const TEMPLATE = `Resources:
  One:
    Properties:
      CodeUri: ../../../dist/apps/lambda/one
      Brokers: !Sub '{{resolve:ssm:/\${StackPrefix}/kafka/brokers}}'
      Other: !Sub '{{resolve:ssm:/\${StackPrefix}/not/there}}'
  Two:
    Properties:
      CodeUri: ../../../dist/apps/lambda/one
`;

describe('a template that is deployed', () => {
  it('names the code and the versions of parameters that it is deployed with', () => {
    const versions = new Map([
      ['/house/kafka/brokers', 3],
      ['/other/not/there', 1],
    ]);
    expect(stageTemplate(TEMPLATE, { prefix: 'house', code: 'abc.zip', versions })).toBe(`Resources:
  One:
    Properties:
      CodeUri: abc.zip
      Brokers: !Sub '{{resolve:ssm:/\${StackPrefix}/kafka/brokers:3}}'
      Other: !Sub '{{resolve:ssm:/\${StackPrefix}/not/there}}'
  Two:
    Properties:
      CodeUri: abc.zip
`);
  });
});
