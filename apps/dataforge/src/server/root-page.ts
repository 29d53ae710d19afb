import type { RouteModule } from '@dataforge/http';
import type { Products } from '@dataforge/products';

/** A page for whoever opens the server's address: what runs, and where to look. */
export function rootPage({ products }: Products): RouteModule {
  const rows = products
    .map(
      (p) =>
        `<tr><th scope="row">${p.title}</th><td>${p.description}</td><td><code>${p.event.topic}</code></td></tr>`,
    )
    .join('');
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>DataForge</title>
<style>
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 46rem; margin: 3rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1rem; margin-top: 2rem }
table { border-collapse: collapse } th, td { text-align: left; padding: .25rem 1rem .25rem 0; vertical-align: top }
code, pre { font: 13px/1.5 ui-monospace, monospace } pre { overflow-x: auto }
</style>
</head>
<body>
<main>
<h1>DataForge is running</h1>
<p>Events are accepted, landed, refined into gold and served from this process. <a href="/health">Health</a> has its checks, <a href="/openapi.json">openapi.json</a> describes its API.</p>
<h2>Data products</h2>
<table>${rows}</table>
<h2>Where to look</h2>
<pre>npx --no dataforge status
npx --no dataforge ledger
npx --no dataforge query telemetry.devices --param from=2026-01-01T00:00:00Z --param to=2026-12-31T00:00:00Z</pre>
<p>Requests need a bearer token: <code>npx --no dataforge token --role viewer</code></p>
</main>
</body>
</html>
`;
  return (api) => {
    api.get('/', (context) => context.html(page));
  };
}
