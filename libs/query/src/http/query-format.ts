import { HttpProblem } from '@dataforge/http';
import type { ExportFormat } from '../ports/query-engine.ts';
import { formatSchema } from './query-schemas.ts';

export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
};

/** The format that `?format=` names, else the first that `accept` does; undefined for the JSON page. */
export function formatOf(request: Request): ExportFormat | undefined {
  const named = new URL(request.url).searchParams.get('format');
  if (named !== null) {
    const format = formatSchema.safeParse(named);
    if (!format.success)
      throw new HttpProblem(
        400,
        `There is no format ${named}. There are: ${formatSchema.options.join(', ')}.`,
        {
          errors: [{ field: 'format', detail: 'unknown format' }],
        },
      );
    return format.data === 'json' ? undefined : format.data;
  }
  const accepted = (request.headers.get('accept') ?? '')
    .split(',')
    .map((range) => range.split(';')[0]?.trim());
  const formats = Object.entries(MEDIA_TYPES) as readonly (readonly [ExportFormat, string])[];
  for (const type of accepted) {
    if (type === 'application/json') return undefined;
    const format = formats.find(([, mediaType]) => mediaType === type?.toLowerCase());
    if (format) return format[0];
  }
  return undefined;
}
