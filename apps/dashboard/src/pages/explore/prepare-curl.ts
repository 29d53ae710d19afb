import { curlCommand } from '../../api/curl.ts';
import { search } from '../../api/request.ts';
import { seriesByBody, type SeriesByRequest } from '../../api/series-by.ts';

/** The command that asks for what is shown. */
export function curlOf(
  origin: string,
  asked: { readonly kpi: string; readonly from: number; readonly to: number; readonly step: string },
  by: SeriesByRequest | undefined,
): string {
  if (by) return curlCommand(`${origin}/query`, seriesByBody(by));
  const parameters = search({
    kpi: asked.kpi,
    from: new Date(asked.from).toISOString(),
    to: new Date(asked.to).toISOString(),
    step: asked.step,
  });
  return curlCommand(`${origin}/metrics${parameters}`);
}
