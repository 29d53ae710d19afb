/** For a shell: in single quotes, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The command that asks for a URL, with a body as JSON where there is one; a token comes from the environment, not from the page. */
export function curlCommand(url: string, body?: unknown): string {
  const token = '-H "authorization: Bearer $TOKEN"';
  if (body === undefined) return `curl ${token} ${quoted(url)}`;
  return `curl ${token} -H 'content-type: application/json' ${quoted(url)} -d ${quoted(JSON.stringify(body))}`;
}
