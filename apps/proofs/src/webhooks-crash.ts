import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '@dataforge/kernel';
import type { Product } from '@dataforge/products';
import { seededRandom } from '@dataforge/testkit';
import {
  checkFates,
  checkGold,
  checkLanding,
  openStoppedLake,
  type Faults,
  type StoppedLake,
} from './check-lake.ts';
import { crashingServer, type CrashingServer } from './crash-schedule.ts';
import { settledLedger } from './ledger-settled.ts';
import { sendUntilAcknowledged } from './producer.ts';
import { freePort, tokenFor } from './server-process.ts';
import { refreshed, type CrashSize, type ProofReport } from './telemetry-crash.ts';

interface Delivery {
  readonly path: string;
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly valid: boolean;
}

interface Secrets {
  readonly github: string;
  /** base64, without its prefix */
  readonly standard: string;
}

const IN_FLIGHT = 16;

/**
 * Signed deliveries of two providers, a twentieth of them sent twice and some that are no JSON, by a sender that
 * retries, while the process is killed. Each valid delivery id ends in silver once.
 */
export async function webhooksCrash(product: Product, size: CrashSize): Promise<ProofReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dataforge-proof-'));
  let server: CrashingServer | undefined;
  try {
    const random = seededRandom(size.seed);
    const secrets: Secrets = {
      github: randomBytes(24).toString('hex'),
      standard: randomBytes(24).toString('base64'),
    };
    const config = join(dataDir, 'config.yaml');
    writeFileSync(config, JSON.stringify(configOf(secrets)));
    const options = {
      dataDir: join(dataDir, 'state'),
      port: await freePort(),
      env: { DATAFORGE_CONFIG: config },
    };
    const deliveries = deliveriesOf(size.events, secrets, random);
    server = await crashingServer(options, size.kills, seededRandom(size.seed + 1));
    const token = await tokenFor(options, 'admin');
    const retries = await sendAll(deliveries, server);
    const survivor = await server.settle();
    const ledger = (await settledLedger(server.url, token)).filter(
      (l) => l.product === product.name && l.stage === 'refine',
    );
    await refreshed(product);
    const code = await survivor.stop();
    const lake = await openStoppedLake(options.dataDir);
    const faults = [
      ...(code === 0 ? [] : [`the server ended with ${code} when it was told to stop`]),
      ...(await checkSilver(lake, deliveries)),
      ...(await checkFates(lake, product)),
      ...(await checkGold(lake, product)),
      ...(await checkLanding(lake, options.dataDir, product)),
    ];
    lake.close();
    const sum = (of: (line: (typeof ledger)[number]) => number) =>
      ledger.reduce((total, line) => total + of(line), 0);
    return {
      faults,
      figures: {
        sent: deliveries.length,
        kills: server.kills(),
        retries,
        accepted: sum((l) => l.accepted),
        refined: sum((l) => l.refined),
        duplicate: sum((l) => l.duplicate),
        quarantined: sum((l) => l.quarantined),
      },
    };
  } finally {
    await server?.end();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const configOf = (secrets: Secrets) => ({
  webhooks: {
    sources: [
      { provider: 'github', source: 'proof', secrets: [secrets.github] },
      { provider: 'standard-webhooks', source: 'proof', secrets: [`whsec_${secrets.standard}`] },
    ],
  },
});

/** Distinct deliveries, with every twentieth again a little later. */
function deliveriesOf(count: number, secrets: Secrets, random: Random): readonly Delivery[] {
  const deliveries: Delivery[] = [];
  for (let n = 0; n < count; n += 1) {
    const again = deliveries[deliveries.length - 1 - Math.floor(random.next() * 200)];
    if (again && random.next() < 0.05) {
      deliveries.push(again);
      continue;
    }
    const valid = random.next() >= 0.02;
    const make = random.next() < 0.5 ? githubDelivery : standardDelivery;
    deliveries.push(make(n, valid, secrets, random));
  }
  return deliveries;
}

function githubDelivery(n: number, valid: boolean, secrets: Secrets, random: Random): Delivery {
  const number = Math.floor(random.next() * 100);
  const payload = {
    action: random.next() < 0.5 ? 'opened' : 'closed',
    issue: { number, updated_at: new Date().toISOString() },
    repository: { full_name: 'proof/repository' },
    sender: { login: 'somebody' },
    n,
  };
  const body = valid ? JSON.stringify(payload) : `not json ${n}`;
  return {
    path: '/webhooks/github/proof',
    id: `g-${n}`,
    valid,
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-delivery': `g-${n}`,
      'x-github-event': 'issues',
      'x-hub-signature-256': `sha256=${createHmac('sha256', secrets.github).update(body).digest('hex')}`,
    },
  };
}

function standardDelivery(n: number, valid: boolean, secrets: Secrets, random: Random): Delivery {
  const payload = {
    type: 'invoice.paid',
    timestamp: new Date().toISOString(),
    data: { id: Math.floor(random.next() * 100), n },
  };
  const body = valid ? JSON.stringify(payload) : `{"type": ${n}`;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', Buffer.from(secrets.standard, 'base64'))
    .update(`s-${n}.${timestamp}.${body}`)
    .digest('base64');
  return {
    path: '/webhooks/standard-webhooks/proof',
    id: `s-${n}`,
    valid,
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': `s-${n}`,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${mac}`,
    },
  };
}

async function sendAll(
  deliveries: readonly Delivery[],
  server: { url: string; progress(done: number): void },
): Promise<number> {
  let [next, retries] = [0, 0];
  const sender = async () => {
    for (let at = next++; at < deliveries.length; at = next++) {
      server.progress(at / deliveries.length);
      const { path, headers, body } = deliveries[at] as Delivery;
      retries += (
        await sendUntilAcknowledged(() => fetch(server.url + path, { method: 'POST', headers, body }))
      ).retries;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
  server.progress(1);
  return retries;
}

async function checkSilver(lake: StoppedLake, deliveries: readonly Delivery[]): Promise<Faults> {
  const rows = await lake.rows('SELECT id FROM silver.webhooks');
  const held = new Set(rows.map((row) => String(row['id'])));
  const wanted = new Set(deliveries.filter((d) => d.valid).map((d) => d.id));
  const missing = [...wanted].filter((id) => !held.has(id));
  const extra = [...held].filter((id) => !wanted.has(id));
  return [
    ...(missing.length > 0
      ? [`${missing.length} acknowledged deliveries are not in silver, first ${missing[0]}`]
      : []),
    ...(extra.length > 0
      ? [`silver holds ${extra.length} deliveries that were never valid, first ${extra[0]}`]
      : []),
    ...(rows.length === held.size ? [] : [`silver holds ${rows.length} rows for ${held.size} deliveries`]),
  ];
}
