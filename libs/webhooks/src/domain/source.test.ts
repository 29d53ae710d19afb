import { checkSources, readSources } from './source.ts';

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

describe('reading sources', () => {
  const faultsOf = (text: string): string => {
    try {
      readSources(text, '/app/webhooks/sources');
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };

  it('takes a list in JSON, of none too', () => {
    const source = { provider: 'github', source: 'org', secrets: ['long enough'] };
    expect(readSources(JSON.stringify([source]), 'there')).toEqual([source]);
    expect(readSources('[]', 'there')).toEqual([]);
  });

  it.each(['', '- s3cr3t', '{"secrets":["s3cr3t"]}', '["s3cr3t"'])('refuses what is no list: %j', (text) => {
    expect(faultsOf(text)).toContain('/app/webhooks/sources: is no list in JSON');
    expect(faultsOf(text)).not.toContain('s3cr3t');
  });

  it('names every fault by its place, and never a secret', () => {
    const source = { provider: 'github', source: 'org', secrets: ['long enough'] };
    const text = JSON.stringify([
      { ...source, secrets: 's3cr3t' },
      { ...source, secrets: [7] },
      { ...source, note: 's3cr3t' },
      null,
      { ...source, secrets: ['s3cr3t'] },
    ]);
    const named = [...faultsOf(text).matchAll(/sources: webhooks\.sources\[(\d)\]/g)].map(([, at]) => at);
    expect(named).toEqual(['0', '1', '2', '3', '4']);
    expect(faultsOf(text)).not.toContain('s3cr3t');
  });
});
