import { writeLine } from '@dataforge/lambda';
import { authorizeHandler } from './authorize-handler.ts';

export const handler = authorizeHandler({ environment: process.env, write: writeLine });
