import { systemClock } from '@dataforge/kernel';
import { writeLine } from '@dataforge/lambda';
import { notifyHandler } from './notify-handler.ts';

export const handler = notifyHandler({ environment: process.env, clock: systemClock, write: writeLine });
