import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Context } from 'hono';
import { guard, type RouteModule } from '@dataforge/http';

const BASE = '/app';
/** Where the dashboard is served; everything else of the server is API. */
export const DASHBOARD_PATH = `${BASE}/`;
const INDEX = 'index.html';
/** Its files' names hold a hash of their content. */
const ASSETS = 'assets/';

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
 * (nor is what a link leads to). A path that names no file is a page of the dashboard's own. Without a built dashboard,
 * `otherwise` has the root, and who comes for the dashboard is sent there.
 */
export function dashboardRoutes(otherwise: RouteModule, folder = builtDashboard()): RouteModule {
  const open = guard({ permission: 'public', rate: 'read' });
  if (!existsSync(join(folder, INDEX)))
    return (api) => {
      otherwise(api);
      api.get(DASHBOARD_PATH, open, (context) => context.redirect('/'));
    };
  const files = readFiles(folder);
  const index = files.get(INDEX);
  return (api) => {
    // The fragment, where a sign-in code may be, stays with the browser and goes along.
    for (const path of ['/', BASE]) api.get(path, open, (context) => context.redirect(DASHBOARD_PATH));
    api.get(`${BASE}/*`, open, (context) => {
      const name = context.req.path.slice(DASHBOARD_PATH.length);
      const file = files.get(name) ?? (isFileName(name) ? undefined : index);
      if (!file) return context.notFound();
      if (file === index) context.header('content-security-policy', policyAt(new URL(context.req.url).host));
      return answerWith(context, file);
    });
  };
}

/** A name with a dot may be a page too: that of a KPI. */
const isFileName = (name: string): boolean => name.startsWith(ASSETS) || Object.hasOwn(TYPES, extname(name));

function readFiles(folder: string): ReadonlyMap<string, StaticFile> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => lstatSync(join(folder, name)).isFile())
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
    // Another content of an asset has another name; others may change with a new version.
    cache: name.startsWith(ASSETS) ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}

function answerWith(context: Context, { type, bytes, gzip, etag, cache }: StaticFile): Response {
  const packed =
    gzip !== undefined &&
    /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(context.req.header('accept-encoding') ?? '');
  const headers = {
    etag: `W/${etag}`,
    'cache-control': cache,
    vary: 'accept-encoding',
    'content-type': type,
    ...(packed && { 'content-encoding': 'gzip' }),
  };
  const known = (context.req.header('if-none-match') ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) return context.body(null, 304, headers);
  return context.body(packed ? gzip : bytes, 200, headers);
}

/**
 * Everything comes from this server's own files, scripts above all. Styles may stand inline: the libraries of charts, of the
 * editor and of overlays inject theirs, which can load nothing under the rest of the policy. Not every browser takes 'self'
 * for WebSockets too, so the host is named.
 */
const policyAt = (host: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    `connect-src 'self' ws://${host} wss://${host}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
