import type { Operation, Parameter } from './operation.ts';
import { sampleOf, type Schema } from './schema.ts';

/** How to call an operation from a shell: its required parameters, and those that have an example. */
export function curlOf(operation: Operation, named: Readonly<Record<string, Schema>>): string {
  const { method, path, parameters = [], requestBody } = operation;
  const valueOf = (parameter: Parameter) =>
    String(parameter.example ?? parameter.schema?.example ?? `<${parameter.name}>`);
  const place = parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((text, parameter) => text.replace(`{${parameter.name}}`, valueOf(parameter)), path);
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && shownInExample(parameter))
    .map((parameter) => `${parameter.name}=${valueOf(parameter)}`)
    .join('&');
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  return [
    `curl -sS${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} "$URL${place}${query === '' ? '' : `?${query}`}"`,
    ...(operation['x-permission'] === 'public' ? [] : ['-H "authorization: Bearer $TOKEN"']),
    ...(type === undefined ? [] : [`-H 'content-type: ${type}'`]),
    ...(media ? [`-d ${quoted(media.example ?? sampleOf(media.schema ?? {}, named))}`] : []),
  ].join(' \\\n  ');
}

const shownInExample = ({ required, example, schema }: Parameter): boolean =>
  required === true || example !== undefined || schema?.example !== undefined;

const quoted = (body: unknown): string => `'${JSON.stringify(body).replaceAll("'", String.raw`'\''`)}'`;
