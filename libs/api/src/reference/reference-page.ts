import { html } from 'hono/html';
import type { RouteModule } from '@dataforge/http';
import type { Document } from '../create-api.ts';
import { page } from '../page.ts';
import { operationId, operationName, operationSection, type Operation } from './operation.ts';
import { kindOf, membersTable, schemaId, type Schema } from './schema.ts';

/** GET /reference: what the OpenAPI document says, for people. */
export function referencePage(document: Document): RouteModule {
  const operations = operationsOf(document);
  const named = (document.components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
  const main = html`<h1>${document.info.title} API reference</h1>
    <p>${document.info.description ?? ''} The same for programs: <a href="/openapi.json">openapi.json</a>.</p>
    <p>
      What an operation needs is a permission of the role that a bearer token or a session carries. The
      examples take the server and a token from the shell:
    </p>
    <pre tabindex="0" aria-label="Variables of the examples"><code>URL=http://127.0.0.1:4000
TOKEN=$(npx --no dataforge token --role viewer)</code></pre>
    <nav aria-label="Operations">
      <ul>
        ${operations.map((operation) => html`<li><a href="#${operationId(operation)}">${operationName(operation)}</a> ${operation.summary ?? ''}</li>`)}
      </ul>
    </nav>
    <h2>Operations</h2>
    ${operations.map((operation) => operationSection(operation, named))}
    <h2>Schemas</h2>
    ${Object.entries(named).map(([name, schema]) => schemaSection(name, schema))}`;
  return page({ path: '/reference', title: `${document.info.title} API reference`, main });
}

const operationsOf = ({ paths = {} }: Document): readonly Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      ...operation,
      method,
      path,
    })),
  );

const schemaSection = (name: string, schema: Schema) =>
  html`<section aria-labelledby="${schemaId(name)}">
    <h3 id="${schemaId(name)}">${name}</h3>
    <p>${schema.description ?? ''} ${schema.properties ? '' : kindOf(schema)}</p>
    ${membersTable(schema, html`Members`)}
  </section> `;
