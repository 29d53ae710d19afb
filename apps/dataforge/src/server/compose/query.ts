import type { Container } from 'inversify';
import { Clock } from '@dataforge/kernel';
import { goldTable } from '@dataforge/products';
import {
  AnswerCache,
  answerCache,
  describeGold,
  exportAnswer,
  QueryEngine,
  runNamedQuery,
  runSql,
} from '@dataforge/query';
import * as app from '../ports.ts';
import type { Opened } from './opened.ts';

/** A page and a download, at most. */
const PAGE = { maxRows: 100_000, maxBytes: 32 * 1024 * 1024, timeoutMs: 30_000 };
const DOWNLOAD = { maxRows: 100_000, maxBytes: 64 * 1024 * 1024, timeoutMs: 30_000 };

/** Named queries and analysts' own statements over gold. */
export function bindQuery(container: Container, { products: { products } }: Opened): void {
  const queries = products.flatMap((product) => product.queries);
  const tables = products.flatMap(({ name, gold }) => gold.map((model) => goldTable(name, model.name)));
  container.bind(AnswerCache).toResolvedValue(() => answerCache({ maxBytes: 32 * 1024 * 1024 }), []);
  container
    .bind(app.RunNamedQueryUse)
    .toResolvedValue(
      (engine, clock, cache) => runNamedQuery({ engine, clock, cache }, { queries, ...PAGE }),
      [QueryEngine, Clock, AnswerCache],
    );
  container
    .bind(app.RunSqlUse)
    .toResolvedValue(
      (engine, clock, cache) => runSql({ engine, clock, cache }, { tables, ...PAGE }),
      [QueryEngine, Clock, AnswerCache],
    );
  container
    .bind(app.DescribeGoldUse)
    .toResolvedValue((engine) => describeGold({ engine }, { tables }), [QueryEngine]);
  container
    .bind(app.ExportAnswerUse)
    .toResolvedValue((engine) => exportAnswer({ engine }, { queries, tables, ...DOWNLOAD }), [QueryEngine]);
}
