import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { guard, type RouteModule } from '@dataforge/http';
import type { Secrets } from '@dataforge/kernel';

/** Where the dashboard is served; everything else of the server is API. */
const BASE = '/app';
const INDEX = 'index.html';

/** In the index, where the nonce of an answer goes; Vite writes it (`html.cspNonce`). */
const NONCE = '__CSP_NONCE__';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Formats that are compressed already. */
const PACKED = new Set(['.ico', '.png', '.woff2']);

interface StaticFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Absent where it would be no smaller. */
  readonly gzip: Uint8Array<ArrayBuffer> | undefined;
  readonly etag: string;
  readonly cache: string;
}

/** The built dashboard, beside this bundle. */
const builtDashboard = (): string => fileURLToPath(new URL('../dashboard', import.meta.url));

/**
 * Serves the dashboard's files, which are read once: what was no file of the folder then is not there, whatever its path
 * (nor is what a link leads to). A path without a file is a page of the dashboard's own. Without a built dashboard, nothing.
 */
export function dashboardRoutes(
  { secrets }: { readonly secrets: Secrets },
  folder = builtDashboard(),
): RouteModule | undefined {
  if (!existsSync(join(folder, INDEX))) return undefined;
  const index = readFileSync(join(folder, INDEX), 'utf8');
  const files = readFiles(folder);
  const open = guard({ permission: 'public', rate: 'read' });
  return (api) => {
    // The fragment, where a sign-in code may be, stays with the browser and goes along.
    for (const path of ['/', BASE]) api.get(path, open, (context) => context.redirect(`${BASE}/`));
    api.get(`${BASE}/*`, open, (context) => {
      const name = context.req.path.slice(BASE.length + 1);
      const file = files.get(name);
      if (file) return answerWith(file, context.req.raw.headers);
      // What names a file that is not there is missing, and no page.
      if (extname(name) !== '') return context.notFound();
      const nonce = secrets.next();
      return context.html(index.replaceAll(NONCE, nonce), 200, pageHeaders(nonce));
    });
  };
}

function readFiles(folder: string): ReadonlyMap<string, StaticFile> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== INDEX && lstatSync(join(folder, name)).isFile())
    .map((name) => name.split(sep).join('/'));
  return new Map(names.map((name) => [name, readFile(folder, name)]));
}

function readFile(folder: string, name: string): StaticFile {
  const bytes = new Uint8Array(readFileSync(join(folder, name)));
  const packed = PACKED.has(extname(name)) ? undefined : new Uint8Array(gzipSync(bytes));
  const hash = createHash('sha256').update(bytes).digest('base64url');
  return {
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    bytes,
    gzip: packed && packed.byteLength < bytes.byteLength ? packed : undefined,
    etag: `"${hash}"`,
    // The names of assets hold a hash of their content; others may change with a new version.
    cache: name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}

function answerWith({ type, bytes, gzip, etag, cache }: StaticFile, asked: Headers): Response {
  const packed =
    gzip !== undefined &&
    /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(asked.get('accept-encoding') ?? '');
  const headers = {
    etag: `W/${etag}`,
    'cache-control': cache,
    vary: 'accept-encoding',
    'content-type': type,
    ...(packed && { 'content-encoding': 'gzip' }),
  };
  const known = (asked.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) return new Response(null, { status: 304, headers });
  return new Response(packed ? gzip : bytes, { headers });
}

/**
 * Scripts come from the server's own files. Style elements of libraries carry the answer's nonce; style attributes, which
 * charts set, can load nothing under the rest of the policy.
 */
const pageHeaders = (nonce: string) => ({
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
});
