import { writeLine } from '@dataforge/lambda';
import { products } from '@dataforge/lambda/products';
import { liveHandler } from './live-handler.ts';

export const handler = liveHandler({ environment: process.env, products, write: writeLine });
