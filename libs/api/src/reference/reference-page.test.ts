import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { emptyApp } from '@dataforge/http';
import { unlimited } from '@dataforge/http/testing';
import type { Document } from '../create-api.ts';
import { referencePage } from './reference-page.ts';

const committed = JSON.parse(
  readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
) as Document;

async function rendered(document: Document) {
  const app = emptyApp();
  app.use(unlimited);
  referencePage(document)(app);
  const answer = await app.request('/reference');
  return { answer, page: await answer.text() };
}

describe('the reference page', () => {
  it('has every operation, parameter, permission and schema of the document', async () => {
    const { page } = await rendered(committed);
    for (const [path, methods] of Object.entries(committed.paths ?? {}))
      for (const [method, operation] of Object.entries(methods as Record<string, Described>)) {
        expect(page).toContain(`<code>${method.toUpperCase()} ${path}</code>`);
        expect(page).toContain(`<code>${operation['x-permission']}</code>`);
        for (const { name } of operation.parameters ?? [])
          expect(page).toContain(`<th scope="row"><code>${name}</code></th>`);
      }
    for (const name of Object.keys(committed.components?.schemas ?? {}))
      expect(page).toContain(`id="schema-${name}"`);
  });

  it('links to nothing that is not on the page or on this server', async () => {
    const { page } = await rendered(committed);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(20);
    for (const link of links)
      expect(link === '/openapi.json' || (link.startsWith('#') && ids.has(link.slice(1)))).toBe(true);
  });

  it('says how to call an operation from a shell', async () => {
    const { page } = await rendered(committed);
    expect(page).toContain(
      'curl -sS &quot;$URL/metrics?kpi=telemetry.readings_per_minute&amp;from=2026-11-23T13:00:00Z',
    );
    expect(page).toContain('-H &quot;authorization: Bearer $TOKEN&quot;');
    expect(page).toContain('&quot;query&quot;:&quot;telemetry.device_minutes&quot;');
  });

  it('is under a policy that lets its own style in, and nothing else', async () => {
    const { answer, page } = await rendered(committed);
    const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(answer.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(page).not.toMatch(/<script|style="|\son\w+="/);
  });

  it('shows what is written in the document as text', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const { page } = await rendered({
      openapi: '3.1.0',
      info: { title: evil, version: '1', description: evil },
      paths: {
        [`/${evil}`]: {
          get: {
            summary: evil,
            parameters: [
              { name: evil, in: 'query', required: true, schema: { type: 'string', enum: [evil] } },
            ],
            responses: { 200: { description: evil } },
            'x-permission': evil,
            'x-rate-class': evil,
          },
        },
      },
      components: { schemas: { [evil]: { type: 'object', properties: { [evil]: { type: 'string' } } } } },
    } as Document);
    expect(page).not.toContain('<img');
  });
});

interface Described {
  readonly 'x-permission': string;
  readonly parameters?: readonly { readonly name: string }[];
}
