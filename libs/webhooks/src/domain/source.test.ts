import { checkSources } from './source.ts';

const key = Buffer.alloc(32, 7).toString('base64');

describe('checking the configured sources', () => {
  it('takes what can be used', () => {
    expect(
      checkSources([
        { provider: 'github', source: 'org', secrets: ['long enough', 'another one'] },
        { provider: 'standard-webhooks', source: 'shop', secrets: [`whsec_${key}`, `whpk_${key}`, key] },
      ]),
    ).toEqual([]);
  });

  it('leaves out what is no source, and counts its place', () => {
    const short = { provider: 'github', source: 'org', secrets: ['x'] };
    expect(checkSources([undefined, short])).toEqual([
      expect.stringMatching(/^webhooks\.sources\[1\]\.secrets\[0\]: /),
    ]);
  });

  it('names every fault at once, and never a secret', () => {
    const faults = checkSources([
      { provider: 'gitlab', source: 'org', secrets: ['x'] },
      { provider: 'github', source: 'Org!', secrets: [] },
      { provider: 'github', source: 'org', secrets: ['s3cr3t'] },
      { provider: 'github', source: 'org', secrets: ['long enough'] },
      {
        provider: 'standard-webhooks',
        source: 'shop',
        secrets: ['whsec_%%', `whpk_${key.slice(4)}`, 'whsec_AAAA'],
      },
    ]);
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'webhooks.sources[0].provider',
      'webhooks.sources[1].source',
      'webhooks.sources[1].secrets',
      'webhooks.sources[2].secrets[0]',
      'webhooks.sources[3]',
      'webhooks.sources[4].secrets[0]',
      'webhooks.sources[4].secrets[1]',
      'webhooks.sources[4].secrets[2]',
    ]);
    expect(faults.join('')).not.toContain('s3cr3t');
  });
});
