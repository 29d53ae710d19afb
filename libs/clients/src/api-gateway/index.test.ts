import { describeWithMinistack } from '@dataforge/stack/testing';
import { openApiGateway } from './index.ts';

describeWithMinistack('a connection of API Gateway', (access) => {
  it('that is gone takes no posts, and can be closed', async () => {
    const endpoint = `${access().endpoint}/_aws/execute-api/abc/live`;
    const gateway = openApiGateway({ ...access(), endpoint });

    expect(await gateway.post('x', 'hello')).toBe(false);
    await gateway.end('x');
    gateway.close();
  });

  it('cannot be told of where nothing answers', async () => {
    const away = openApiGateway({ ...access(), endpoint: 'http://127.0.0.1:1/live' }, { maxAttempts: 1 });
    await expect(away.post('x', 'hello')).rejects.toMatchObject({ nature: 'retriable' });
  });
});
