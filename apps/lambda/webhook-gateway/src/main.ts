import { systemClock } from '@dataforge/kernel';
import { jsonLog, writeLine } from '@dataforge/lambda';
import { lambdaEventLog } from '@dataforge/lambda/kafka';
import { products } from '@dataforge/lambda/products';
import { deliveryHandler, PATIENCE_MS } from './delivery-handler.ts';

export const handler = deliveryHandler({
  environment: process.env,
  products,
  log: lambdaEventLog(process.env, jsonLog(), { patienceMs: PATIENCE_MS }),
  clock: systemClock,
  write: writeLine,
});
