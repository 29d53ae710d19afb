import { parseDocument } from 'yaml';
import type { Report } from './fault.ts';

/** The value of a YAML document, or undefined with a fault for each thing that is not YAML. */
export function readYaml(text: string, report: Report): unknown {
  const document = parseDocument(text);
  for (const error of document.errors)
    report(`line ${error.linePos?.[0].line ?? '?'}`, error.message.split('\n')[0] ?? '');
  // Null rather than undefined for an empty document, so that it is refused by its schema.
  return document.errors.length > 0 ? undefined : (document.toJS() as unknown);
}
