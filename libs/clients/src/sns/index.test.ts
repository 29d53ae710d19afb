import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { ensureTopic, openSns } from './index.ts';

describeWithMinistack('a topic of SNS', (access) => {
  it('is made unless it is there', async () => {
    const sns = openSns(access());

    const [made, found] = [await ensureTopic(sns, 'notices'), await ensureTopic(sns, 'notices')];

    expect(made).toMatch(/^arn:aws:sns:eu-central-1:\d{12}:notices$/);
    expect(found).toBe(made);
    const { Topics } = await sns.sdk().send(new ListTopicsCommand({}));
    expect(Topics).toEqual([{ TopicArn: made }]);
    sns.close();
  });
});
