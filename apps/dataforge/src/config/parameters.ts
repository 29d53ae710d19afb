import { parseDocument } from 'yaml';
import type { Tree } from './tree.ts';
import { setAt } from './tree.ts';

/** Settings that were kept elsewhere than in file and environment, by their paths, as their keeper names them. */
export interface Parameters {
  /** Where they are, for messages. */
  readonly from: string;
  /** As `duckdb/threads`; a value is written as in the file. */
  readonly values: ReadonlyMap<string, string>;
}

export const NO_PARAMETERS: Parameters = { from: '', values: new Map() };

/** Puts parameters over what a tree holds; values are not repeated in faults, since they may be secret. */
export function setParameters(tree: Tree, { from, values }: Parameters, faults: string[]): void {
  for (const [name, text] of values) {
    const document = parseDocument(text);
    if (document.errors.length > 0) faults.push(`${from}/${name}: is no YAML; write it as in the file`);
    else setAt(tree, name.split('/'), document.toJS());
  }
}
