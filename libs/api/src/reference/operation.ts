import { html } from 'hono/html';
import type { Html } from '../page.ts';
import { curlOf } from './curl.ts';
import { kindOf, membersTable, type Schema } from './schema.ts';

export interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: Schema;
  readonly example?: unknown;
}

/** An operation of the document, with where it is. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<string, { readonly description?: string; readonly content?: Readonly<Record<string, Media>> }>
  >;
  readonly 'x-permission': string;
  readonly 'x-rate-class': string;
}

export const operationId = ({ method, path }: Operation): string =>
  `${method}${path.replaceAll(/[^\w]+/g, '-').replace(/-$/, '')}`;

export const operationName = ({ method, path }: Operation): Html =>
  html`<code>${method.toUpperCase()} ${path}</code>`;

/** All about one operation, with an example to try. */
export function operationSection(operation: Operation, named: Readonly<Record<string, Schema>>): Html {
  const { summary, description, requestBody } = operation;
  const id = operationId(operation);
  return html`<section aria-labelledby="${id}">
    <h3 id="${id}">${operationName(operation)}</h3>
    <p>${summary ?? ''}</p>
    ${description === undefined ? '' : html`<p>${description}</p>`}
    <p>
      Permission: <code>${operation['x-permission']}</code>. Rate class:
      <code>${operation['x-rate-class']}</code>.
    </p>
    ${parametersTable(operation.parameters ?? [])}
    ${Object.entries(requestBody?.content ?? {}).map(([type, media]) => mediaPart('Body', type, media))}
    ${responsesTable(operation)}
    <pre tabindex="0" aria-label="Example with curl"><code>${curlOf(operation, named)}</code></pre>
  </section> `;
}

function parametersTable(parameters: readonly Parameter[]): Html {
  if (parameters.length === 0) return html``;
  return html`<table>
    <caption>
      Parameters
    </caption>
    <tr>
      <th scope="col">Name</th>
      <th scope="col">Where</th>
      <th scope="col">Value</th>
      <th scope="col">Meaning</th>
    </tr>
    ${parameters.map(
      ({ name, in: where, required, schema, description }) =>
        html`<tr>
          <th scope="row"><code>${name}</code></th>
          <td>${where}</td>
          <td>${kindOf(schema ?? {})}${required ? '' : ', optional'}</td>
          <td>${description ?? schema?.description ?? ''}</td>
        </tr>`,
    )}
  </table>`;
}

function mediaPart(what: string, type: string, { schema = {} }: Media): Html {
  const caption = html`${what} as <code>${type}</code>: ${kindOf(schema)}`;
  const members = membersTable(schema, caption);
  return html`${
    schema.properties
      ? members
      : html`<p>${caption}</p>
          ${members}`
  }`;
}

function responsesTable({ responses }: Operation): Html {
  const bodies = (content: Readonly<Record<string, Media>>) =>
    Object.entries(content).map(
      ([type, { schema }]) => html`<div><code>${type}</code>: ${kindOf(schema ?? {})}</div>`,
    );
  const inline = Object.entries(responses).flatMap(([status, { content = {} }]) =>
    Object.values(content).map(({ schema = {} }) =>
      membersTable(schema, html`Members of the answer ${status}`),
    ),
  );
  return html`<table>
      <caption>
        Answers
      </caption>
      <tr>
        <th scope="col">Status</th>
        <th scope="col">Meaning</th>
        <th scope="col">Body</th>
      </tr>
      ${Object.entries(responses).map(
        ([status, { description, content = {} }]) =>
          html`<tr>
            <th scope="row">${status}</th>
            <td>${description ?? ''}</td>
            <td>${bodies(content)}</td>
          </tr>`,
      )}
    </table>
    ${inline}`;
}
