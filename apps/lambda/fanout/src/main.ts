import { jsonLog, writeLine } from '@dataforge/lambda';
import { lambdaEventLog } from '@dataforge/lambda/kafka';
import { products } from '@dataforge/lambda/products';
import { fanOutHandler } from './fan-out-handler.ts';

export const handler = fanOutHandler({
  environment: process.env,
  products,
  log: lambdaEventLog(process.env, jsonLog()),
  write: writeLine,
});
