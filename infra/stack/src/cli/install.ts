import type { Component, Say } from './component.ts';

/** Installs a server if it is not. Throws if something is missing for that. */
export async function install(component: Component, say: Say): Promise<void> {
  const missing = await component.missing();
  if (missing.length > 0) throw new Error(missing.join('\n'));
  await component.install(say);
  say('installed');
}
