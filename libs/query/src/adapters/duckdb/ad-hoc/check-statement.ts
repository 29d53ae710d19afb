import type { DuckDBConnection } from '@duckdb/node-api';
import { err, ok, type Result } from '@dataforge/kernel';
import type { CheckedStatement, SqlRefusal, StatementToCheck } from '../../../ports/query-engine.ts';
import { checkQuery } from './check-query.ts';
import { Refused, refusalIn } from './refused.ts';
import { outermost, type Walk } from './scope.ts';
import { syntaxTree } from './syntax-tree.ts';

const MOST_CHARACTERS = 32_768;

/**
 * Whether somebody's statement may be run: it is one SELECT, and everything in its tree is on a list of what is allowed.
 * What the lists do not know is refused, be it a later engine's. Nothing of it is run or planned here.
 */
export async function checkStatement(
  connection: DuckDBConnection,
  { sql, tables, parameters }: StatementToCheck,
): Promise<Result<CheckedStatement, SqlRefusal>> {
  try {
    if (sql.length > MOST_CHARACTERS)
      throw new Refused(`It has ${sql.length} characters; at most ${MOST_CHARACTERS}.`);
    // The parser would take the text for ended there.
    if (sql.includes('\u0000')) throw new Refused('It has the character NUL.');
    const { root, canonical } = await syntaxTree(connection, sql);
    const walk: Walk = {
      tables,
      parameters,
      reads: new Set(),
      ofTheMoment: false,
      nodes: 0,
      stars: 0,
      unnests: 0,
      inside: 0,
    };
    checkQuery(walk, outermost, root);
    return ok({ canonical, reads: [...walk.reads].sort(), ofTheMoment: walk.ofTheMoment });
  } catch (error) {
    if (error instanceof Refused) return err(refusalIn(sql, error));
    throw error;
  }
}
