import { randomUUID } from 'node:crypto';
import {
  GetQueryExecutionCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  type QueryExecution,
} from '@aws-sdk/client-athena';
import { INVALID_REQUEST, type Athena } from '@dataforge/clients/athena';
import { err, InfrastructureError, messageOf, ok, type Clock, type Result } from '@dataforge/kernel';
import type { TrinoStatement } from '../../domain/trino-statement.ts';
import type { QueryFailure, QueryRequest } from '../../ports/query-engine.ts';
import type { AthenaSettings } from './athena-settings.ts';

const FIRST_LOOK_MS = 100;
const MOST_LOOK_MS = 2_000;
/** What Athena takes as one parameter. */
const MOST_CHARACTERS = 1_024;

type Limits = Pick<QueryRequest, 'timeoutMs' | 'signal'>;

/** Runs a statement to its end; gives the id of its execution, whose rows can be read then. */
export async function executeStatement(
  { client, clock }: { readonly client: Athena; readonly clock: Clock },
  settings: AthenaSettings,
  statement: TrinoStatement,
  limits: Limits,
): Promise<Result<string, QueryFailure>> {
  if (limits.signal?.aborted) return err(CANCELLED);
  const long = statement.values.find((value) => value.length > MOST_CHARACTERS);
  if (long !== undefined)
    return err({ kind: 'invalid', detail: `A value is longer than ${MOST_CHARACTERS} characters.` });
  const began = clock.now();
  const started = await start(client, settings, statement);
  if (!started.ok) return started;
  for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(MOST_LOOK_MS, waitMs * 1.5)) {
    const execution = await look(client, started.value);
    const state = execution.Status?.State;
    if (state === 'SUCCEEDED') return ok(started.value);
    if (state === 'FAILED' || state === 'CANCELLED') return err(failureOf(execution));
    const leftMs = began + limits.timeoutMs - clock.now();
    if (limits.signal?.aborted || leftMs <= 0) {
      await client.sdk().send(new StopQueryExecutionCommand({ QueryExecutionId: started.value }));
      return err(limits.signal?.aborted ? CANCELLED : timedOut(limits));
    }
    await clock.sleep(Math.min(waitMs, leftMs), limits.signal);
  }
}

const CANCELLED: QueryFailure = { kind: 'cancelled', detail: 'Interrupted: the caller went away.' };
const timedOut = ({ timeoutMs }: Limits): QueryFailure => ({
  kind: 'timeout',
  detail: `Interrupted after ${timeoutMs} ms.`,
});

async function start(
  client: Athena,
  { workGroup, catalog, views }: AthenaSettings,
  { sql, values }: TrinoStatement,
): Promise<Result<string, QueryFailure>> {
  try {
    const { QueryExecutionId = '' } = await client.sdk().send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        QueryExecutionContext: { Catalog: catalog, Database: views },
        WorkGroup: workGroup,
        // One that is sent again, since its answer was lost, does not run twice.
        ClientRequestToken: randomUUID(),
        ...(values.length > 0 && { ExecutionParameters: [...values] }),
      }),
    );
    return ok(QueryExecutionId);
  } catch (error) {
    if ((error as { readonly name?: string }).name !== INVALID_REQUEST) throw error;
    return err({ kind: 'invalid', detail: messageOf(error) });
  }
}

async function look(client: Athena, QueryExecutionId: string): Promise<QueryExecution> {
  const { QueryExecution: execution } = await client
    .sdk()
    .send(new GetQueryExecutionCommand({ QueryExecutionId }));
  if (!execution) throw new InfrastructureError(`Athena does not know ${QueryExecutionId}.`, 'unknown');
  return execution;
}

/** Throws what is Athena's own fault. */
function failureOf({ Status, QueryExecutionId }: QueryExecution): QueryFailure {
  const detail = Status?.StateChangeReason ?? Status?.AthenaError?.ErrorMessage ?? 'No reason was given.';
  // The categories are 1 (Athena's), 2 (the user's) and 3 (another's).
  if (Status?.AthenaError?.ErrorCategory === 1 || Status?.AthenaError?.Retryable)
    throw new InfrastructureError(`Athena failed at ${QueryExecutionId}: ${detail}`, 'retriable');
  if (/bytes scanned/i.test(detail))
    return { kind: 'too-large', detail: `Interrupted: it read too much. ${detail}` };
  return Status?.State === 'CANCELLED' ? { kind: 'cancelled', detail } : { kind: 'invalid', detail };
}
