import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOnMinistack, SERVER_START_MS } from '@dataforge/stack/testing';
import { lambdaFolder, lambdaNames, templateOf } from './folders.ts';
import { sam } from './sam-cli.ts';

describe('every Lambda', () => {
  it.each(lambdaNames())('can be bundled and deployed: %s', (name) => {
    const { nx } = JSON.parse(readFileSync(join(lambdaFolder(name), 'package.json'), 'utf8')) as {
      nx: { targets: object };
    };
    expect(Object.keys(nx.targets)).toEqual(expect.arrayContaining(['bundle', 'deploy']));
    expect(existsSync(templateOf(name))).toBe(true);
  });
});

// It needs Python, as ministack does.
describeOnMinistack('the template', () => {
  it.each(lambdaNames())(
    'of %s is one for SAM, without anything to mend',
    async (name) => {
      const ran = await sam(['validate', '--lint', '--template', templateOf(name)], {
        AWS_REGION: 'eu-central-1',
      });
      expect(ran).toMatchObject({ ok: true, output: expect.stringContaining('valid SAM Template') });
    },
    SERVER_START_MS,
  );
});
