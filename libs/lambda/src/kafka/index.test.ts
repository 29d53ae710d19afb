import { kafkaOf } from './index.ts';

const environment = { AWS_REGION: 'eu-central-1', KAFKA_BROKERS: 'a:9098, b:9098' };

describe('Kafka, as a Lambda finds it', () => {
  it("is MSK with IAM's tokens over TLS", () => {
    expect(kafkaOf({ ...environment, KAFKA_AUTHENTICATION: 'iam' })).toEqual({
      brokers: ['a:9098', 'b:9098'],
      tls: {},
      sasl: { mechanism: 'oauthbearer', tokens: expect.any(Function) },
    });
  });

  it('is a plain cluster on one machine', () => {
    expect(kafkaOf({ ...environment, KAFKA_AUTHENTICATION: 'none' })).toEqual({
      brokers: ['a:9098', 'b:9098'],
    });
  });

  it('is not without an authentication that is named', () => {
    expect(() => kafkaOf(environment)).toThrow('KAFKA_AUTHENTICATION is missing');
    expect(() => kafkaOf({ ...environment, KAFKA_AUTHENTICATION: 'trust' })).toThrow('iam, none');
  });
});
