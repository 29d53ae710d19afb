import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Product } from '@dataforge/products';
import { seededRandom } from '@dataforge/testkit';
import { checkDeliveries } from './checks/check-deliveries.ts';
import { proveThroughCrashes, type CrashProof, type CrashSize } from './crash-proof.ts';
import { deliveryLoad, type DeliveryLoad, type PlannedDelivery } from './delivery-load.ts';
import { keptConnections, type Answer } from './kept-connections.ts';
import { sendUntilAcknowledged } from './producer.ts';
import type { ProofReport } from './proof-report.ts';
import { pathOf, signedHeaders, webhookSettings, type Secrets } from './signed-delivery.ts';

/** Each delivery waits for two flushes of the disk, which those that come together share. */
const IN_FLIGHT = 64;

/**
 * Signed deliveries of two providers by senders that retry, while the process is killed: some are sent twice, signed
 * anew, some ids come again with another body, some bodies are no JSON, some tell of what happened days before. Each
 * valid delivery ends in silver once, as it was first sent, and a copy of what was acknowledged is told so.
 */
export function webhooksCrash(product: Product, size: CrashSize): Promise<ProofReport> {
  const secrets: Secrets = {
    github: randomBytes(24).toString('hex'),
    standard: randomBytes(24).toString('base64'),
  };
  const load = deliveryLoad(
    { deliveries: size.events, again: 0.05, conflicts: 0.001, invalid: 0.02, late: 0.01 },
    seededRandom(size.seed),
    Date.now(),
  );
  const proof: CrashProof = {
    product,
    env(directory) {
      const config = join(directory, 'config.yaml');
      // YAML takes JSON.
      writeFileSync(config, JSON.stringify(webhookSettings(secrets)), { mode: 0o600 });
      return { DATAFORGE_CONFIG: config };
    },
    send: sending(load, secrets),
  };
  return proveThroughCrashes(proof, size);
}

const sending =
  (load: DeliveryLoad, secrets: Secrets): CrashProof['send'] =>
  async (server, { url }) => {
    const { deliveries, expected, invalid } = load;
    const connections = keptConnections(IN_FLIGHT);
    const sent: Promise<void>[] = [];
    let [next, retries, doubtful] = [0, 0, 0];
    const appendedAgain: string[] = [];
    const send = async (delivery: PlannedDelivery) => {
      if (delivery.after !== undefined) await sent[delivery.after];
      const done = await sendUntilAcknowledged(() =>
        connections.post(url + pathOf(delivery), signedHeaders(delivery, secrets, Date.now()), delivery.body),
      );
      retries += done.retries;
      doubtful += done.doubtful;
      if (delivery.after !== undefined && !isDuplicate(done.answer)) appendedAgain.push(delivery.id);
    };
    const sender = async () => {
      for (let at = next++; at < deliveries.length; at = next++) {
        server.progress(at / deliveries.length);
        sent[at] = send(deliveries[at] as PlannedDelivery);
        await sent[at];
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
    connections.close();
    const distinct = expected.size + invalid;
    return {
      told: {
        accepted: { least: distinct, most: distinct + doubtful },
        refined: expected.size,
        quarantined: invalid,
      },
      faults: appendedAgain
        .slice(0, 10)
        .map((id) => `${id} was acknowledged, came again and was not recognised at the door`),
      checkSilver: (lake) => checkDeliveries(lake, load),
      figures: { sent: deliveries.length, retries },
    };
  };

const isDuplicate = ({ body }: Answer): boolean =>
  (JSON.parse(body) as { duplicate?: boolean }).duplicate === true;
