import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { guard, type RouteModule } from '@dataforge/http';

/** Text of a page; whatever is put into it by `html` is escaped. */
export type Html = ReturnType<typeof html>;

export interface Page {
  readonly path: string;
  readonly title: string;
  readonly main: Html;
}

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; --line: #8886; --soft: #8881 }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin-top: 2.5rem } h3 { font-size: 1rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% } caption { text-align: left; font-weight: 600; padding: .5rem 0 }
th, td { text-align: left; padding: .25rem 1rem .25rem 0; vertical-align: top; border-top: 1px solid var(--line); overflow-wrap: break-word }
code, pre { font: 13px/1.5 ui-monospace, monospace } h3 code { font-size: 1rem; font-weight: 600 } pre { overflow-x: auto; padding: .75rem; background: var(--soft) }
section { overflow-x: auto }
.skip { position: absolute; left: -99rem } .skip:focus { position: static }
:focus-visible { outline: 2px solid Highlight; outline-offset: 2px }
`;

const hash = createHash('sha256').update(STYLE).digest('base64');
/** Not a byte more than what the hash is of. */
const STYLE_ELEMENT = raw(`<style>${STYLE}</style>`);
const POLICY = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** A page that the server writes, for everybody: one style, light and dark, no script, nothing from anywhere else. */
export function page({ path, title, main }: Page): RouteModule {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <main id="main">${main}</main>
      </body>
    </html> `;
  return (api) =>
    api.get(path, guard({ permission: 'public', rate: 'read' }), (context) =>
      context.html(document, 200, { 'content-security-policy': POLICY }),
    );
}
