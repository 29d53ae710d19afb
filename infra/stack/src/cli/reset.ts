import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Component, Say } from './component.ts';
import { down } from './down.ts';
import { up } from './up.ts';

/** Removes a server's data, and nothing else of it; it runs afterwards if it ran before. */
export async function reset(component: Component, say: Say): Promise<void> {
  const ran = await down(component, say);
  rmSync(join(component.dir, 'data'), { recursive: true, force: true });
  say('its data is gone');
  if (ran) await up(component, say);
}
