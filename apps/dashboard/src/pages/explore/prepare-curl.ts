import { client, type GetMetricsData } from '@dataforge/api-client';
import { curlCommand } from '../../api/curl.ts';
import { seriesQuery } from '../../api/metrics.ts';
import { seriesByQuestion, type SeriesByRequest } from '../../api/series-by.ts';

/** The command that asks for what is shown. */
export function curlOf(
  origin: string,
  asked: { readonly kpi: string; readonly from: number; readonly to: number; readonly step: string },
  by: SeriesByRequest | undefined,
): string {
  if (by) return curlCommand(`${origin}/query`, seriesByQuestion(by));
  const { kpi, ...range } = asked;
  const query = seriesQuery([kpi], range);
  return curlCommand(client.buildUrl<GetMetricsData>({ baseUrl: origin, url: '/metrics', query }));
}
