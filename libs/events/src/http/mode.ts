import { HttpProblem } from '@dataforge/http';

/** The ways a request can carry CloudEvents. Source: CloudEvents HTTP protocol binding 1.0.2; NDJSON is ours. */
export type Mode = 'structured' | 'batch' | 'ndjson' | 'binary';

const MODES: ReadonlyMap<string, Mode> = new Map([
  ['application/cloudevents+json', 'structured'],
  ['application/cloudevents-batch+json', 'batch'],
  ['application/x-ndjson', 'ndjson'],
]);

const ACCEPTED = `${[...MODES.keys()].join(', ')}, or any content type with ce-* headers`;

export function modeOf(headers: Headers): Mode {
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';');
  const mediaType = type.trim();
  const mode = MODES.get(mediaType);
  if (mode) {
    for (const parameter of parameters) {
      const [name = '', charset = ''] = parameter.split('=').map((part) => part.trim());
      if (name === 'charset' && !/^(?:"utf-?8"|utf-?8)$/.test(charset))
        throw new HttpProblem(415, `The charset of ${mediaType} is UTF-8, the request says ${charset}.`);
    }
    return mode;
  }
  // The same prefix in another format is an event in that format, whatever headers come with it.
  const foreign = mediaType.startsWith('application/cloudevents');
  if (!foreign && [...headers.keys()].some((name) => name.startsWith('ce-'))) return 'binary';
  throw new HttpProblem(
    415,
    `The content type ${mediaType || '(none)'} carries no CloudEvent. Send ${ACCEPTED}.`,
  );
}
