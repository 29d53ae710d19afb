import { html } from 'hono/html';
import { page } from '@dataforge/api';
import type { RouteModule } from '@dataforge/http';
import type { Products } from '@dataforge/products';

/** A page for whoever opens the server's address where no dashboard is built: what runs, and where to look. */
export function rootPage({ products }: Products): RouteModule {
  const rows = products.map(
    ({ title, description, event }) =>
      html`<tr>
        <th scope="row">${title}</th>
        <td>${description}</td>
        <td><code>${event.topic}</code></td>
      </tr>`,
  );
  const main = html`<h1>DataForge is running</h1>
    <p>
      Events are accepted, landed, refined into gold and served from this process.
      <a href="/health">Health</a> has its checks, the <a href="/reference">reference</a> describes its API,
      and <a href="/openapi.json">openapi.json</a> does so for programs.
    </p>
    <h2>Data products</h2>
    <table>
      <tr>
        <th scope="col">Product</th>
        <th scope="col">What it holds</th>
        <th scope="col">Topic</th>
      </tr>
      ${rows}
    </table>
    <h2>Where to look</h2>
    <pre tabindex="0" aria-label="Commands"><code>${COMMANDS}</code></pre>
    <p>Requests need a bearer token: <code>npx --no dataforge token --role viewer</code></p>`;
  return page({ path: '/', title: 'DataForge', main });
}

const COMMANDS = `npx --no dataforge status
npx --no dataforge ledger
npx --no dataforge query telemetry.devices --param from=2026-01-01T00:00:00Z --param to=2026-12-31T00:00:00Z`;
