import {
  DuckDBTimestampValue,
  StatementType,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
} from '@duckdb/node-api';
import { err, messageOf, ok, type Result } from '@dataforge/kernel';
import type { QueryRequest } from '../../ports/query-engine.ts';

/** Before the request's SELECT wherever the engine reads it, so that lines count the same in all its messages. */
export const LEAD = '\n';

/**
 * A statement of ours around the request's one SELECT, prepared and bound; or why the engine refuses it. `around` gets
 * the SELECT in brackets.
 */
export async function statementAround(
  connection: DuckDBConnection,
  { sql, parameters }: Pick<QueryRequest, 'sql' | 'parameters'>,
  around: (select: string) => string,
): Promise<Result<DuckDBPreparedStatement, string>> {
  const refusal = await refusalOf(connection, sql);
  if (refusal) return err(refusal);
  // The statement alone has been seen to be one SELECT, so it cannot leave these brackets. An ORDER BY inside
  // becomes one top-N with a limit outside.
  const statement = await connection.prepare(around(`(${LEAD}${sql.replace(/;\s*$/, '')}\n)`));
  const mismatch = parameterMismatch(statement, parameters);
  if (mismatch) return err(mismatch);
  for (const [name, value] of Object.entries(parameters)) bind(statement, name, value);
  return ok(statement);
}

/** The page asks for one row more than it holds, which tells whether there is more. */
export const pageStatement = (
  connection: DuckDBConnection,
  request: Pick<QueryRequest, 'sql' | 'parameters' | 'offset' | 'maxRows'>,
): Promise<Result<DuckDBPreparedStatement, string>> =>
  statementAround(
    connection,
    request,
    (select) => `SELECT * FROM ${select} AS answer LIMIT ${request.maxRows + 1} OFFSET ${request.offset}`,
  );

async function refusalOf(connection: DuckDBConnection, sql: string): Promise<string | undefined> {
  const statements = await connection
    .extractStatements(`${LEAD}${sql}`)
    .catch((error: unknown) => messageOf(error));
  if (typeof statements === 'string') return `It cannot be read as SQL: ${statements}`;
  if (statements.count !== 1) return `It has ${statements.count} statements; exactly one SELECT is run.`;
  const outside = connection
    .getTableNames(sql, true)
    .filter((name) => !name.toLowerCase().startsWith('gold.'));
  if (outside.length > 0) return `It reads ${outside.join(', ')}; only tables of gold are read.`;
  const { statementType } = await statements.prepare(0);
  if (statementType !== StatementType.SELECT)
    return `It is a statement of type ${StatementType[statementType]}; only a SELECT is run.`;
  return undefined;
}

function parameterMismatch(
  statement: DuckDBPreparedStatement,
  parameters: QueryRequest['parameters'],
): string | undefined {
  const wanted = Array.from({ length: statement.parameterCount }, (_, index) =>
    statement.parameterName(index + 1),
  );
  const missing = wanted.filter((name) => !Object.hasOwn(parameters, name));
  if (missing.length > 0) return `No value is given for ${missing.map((name) => `$${name}`).join(', ')}.`;
  const unknown = Object.keys(parameters).filter((name) => !wanted.includes(name));
  if (unknown.length > 0) return `It has no parameter ${unknown.map((name) => `$${name}`).join(', ')}.`;
  return undefined;
}

function bind(
  statement: DuckDBPreparedStatement,
  name: string,
  value: QueryRequest['parameters'][string],
): void {
  const index = statement.parameterIndex(name);
  if (value === null) statement.bindNull(index);
  else if (typeof value === 'string') statement.bindVarchar(index, value);
  else if (typeof value === 'boolean') statement.bindBoolean(index, value);
  else if (typeof value === 'number') bindNumber(statement, index, value);
  else statement.bindTimestamp(index, new DuckDBTimestampValue(BigInt(value.timestamp) * 1_000n));
}

/** A whole number is bound as one, so that it can stand where only an integer can, such as LIMIT. */
function bindNumber(statement: DuckDBPreparedStatement, index: number, value: number): void {
  if (Number.isSafeInteger(value)) statement.bindBigInt(index, BigInt(value));
  else statement.bindDouble(index, value);
}
