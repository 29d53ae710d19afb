import { html } from 'hono/html';
import type { Html } from '../page.ts';

/** The part of JSON Schema that OpenAPI documents of this API are written in. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
  readonly example?: unknown;
  readonly default?: unknown;
}

const nameOf = (ref: string): string => ref.split('/').at(-1) ?? ref;

export const schemaId = (name: string): string => `schema-${name}`;

/** What kind of value it is, in a few words; what has a name is linked. */
export function kindOf(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = nameOf(schema.$ref);
    return html`<a href="#${schemaId(name)}">${name}</a>`;
  }
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum) return joined(schema.enum.map((value) => html`<code>${JSON.stringify(value)}</code>`));
  const either = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (either) return joined(either.map(kindOf));
  if (schema.items) return html`list of ${kindOf(schema.items)}`;
  const types = [schema.type ?? 'anything'].flat().join(' or ');
  if (typeof schema.additionalProperties === 'object' && !schema.properties)
    return html`${types} of ${kindOf(schema.additionalProperties)} by name`;
  return html`${types}${schema.format === undefined ? '' : ` (${schema.format})`}`;
}

const joined = (parts: readonly Html[]): Html =>
  html`${parts.map((part, n) => html`${n === 0 ? '' : ' or '}${part}`)}`;

interface Member {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** The members of an object and of the objects within that have no name of their own, by their paths. */
function membersOf(schema: Schema, prefix = ''): readonly Member[] {
  if (schema.items) return membersOf(schema.items, `${prefix}[]`);
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const required = schema.required?.includes(name) ?? false;
    return [{ name: path, schema: member, required }, ...membersOf(member, path)];
  });
}

/** A table of an object's members; nothing for what has none. */
export function membersTable(schema: Schema, caption: Html): Html {
  const members = membersOf(schema);
  if (members.length === 0) return html``;
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <tr>
      <th scope="col">Member</th>
      <th scope="col">Value</th>
      <th scope="col">Meaning</th>
    </tr>
    ${members.map(
      ({ name, schema: member, required }) =>
        html`<tr>
          <th scope="row"><code>${name}</code></th>
          <td>${kindOf(member)}${required ? '' : ', optional'}</td>
          <td>${member.description ?? ''}</td>
        </tr>`,
    )}
  </table>`;
}

/** A value that fits, of the required members alone, for an example; `named` are the document's schemas. */
export function sampleOf(schema: Schema, named: Readonly<Record<string, Schema>>): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref !== undefined) return sampleOf(named[nameOf(schema.$ref)] ?? {}, named);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const first = (schema.anyOf ?? schema.oneOf ?? schema.allOf)?.[0];
  if (first) return sampleOf(first, named);
  if (schema.items) return [];
  const [type] = [schema.type].flat();
  if (type === 'object')
    return Object.fromEntries(
      (schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {}, named)]),
    );
  if (type === 'integer' || type === 'number') return 1;
  return type === 'boolean' ? true : '…';
}
