import { writeLine } from '@dataforge/lambda';
import { products } from '@dataforge/lambda/products';
import { apiHandler } from './api-handler.ts';

export const handler = apiHandler({ environment: process.env, products, write: writeLine });
