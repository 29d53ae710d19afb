import { search } from '../../api/request.ts';
import { seriesByBody, type SeriesByRequest } from '../../api/series-by.ts';

/** For a shell: in single quotes, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The command that asks for what is shown; a token comes from the environment, not from the page. */
export function curlOf(
  origin: string,
  asked: { readonly kpi: string; readonly from: number; readonly to: number; readonly step: string },
  by: SeriesByRequest | undefined,
): string {
  const token = '-H "authorization: Bearer $TOKEN"';
  if (by)
    return `curl ${token} -H 'content-type: application/json' ${quoted(`${origin}/query`)} -d ${quoted(JSON.stringify(seriesByBody(by)))}`;
  const parameters = search({
    kpi: asked.kpi,
    from: new Date(asked.from).toISOString(),
    to: new Date(asked.to).toISOString(),
    step: asked.step,
  });
  return `curl ${token} ${quoted(`${origin}/metrics${parameters}`)}`;
}
