import { componentsOf, type Component, type Say } from './cli/component.ts';
import { down } from './cli/down.ts';
import { install } from './cli/install.ts';
import { reset } from './cli/reset.ts';
import { stackSettings } from './cli/stack-settings.ts';
import { status } from './cli/status.ts';
import { up } from './cli/up.ts';

const COMMANDS: Readonly<Record<string, (component: Component, say: Say) => Promise<boolean | void>>> = {
  up,
  down: async (component, say) => void (await down(component, say)),
  status,
  reset,
  install,
};

const saying =
  ({ name }: Component): Say =>
  (text) => {
    for (const line of text.split('\n')) process.stdout.write(`${name.padEnd(7)} ${line}\n`);
  };

/** Runs one command of the stack for all its servers at once; the exit code says whether all is well. */
export async function main([name = '', ...rest]: readonly string[]): Promise<void> {
  const command = COMMANDS[name];
  const { settings, faults } = stackSettings(process.env);
  if (!command || rest.length > 0) {
    process.stderr.write(`There are the commands ${Object.keys(COMMANDS).join(', ')}.\n`);
    process.exitCode = 2;
    return;
  }
  if (faults.length > 0) {
    process.stderr.write(
      `The stack cannot be run with these settings:\n${faults.map((fault) => `  - ${fault}\n`).join('')}`,
    );
    process.exitCode = 2;
    return;
  }
  const wells = await Promise.all(
    componentsOf(settings).map(async (component) => {
      const say = saying(component);
      try {
        return (await command(component, say)) ?? true;
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
        return false;
      }
    }),
  );
  if (wells.includes(false)) process.exitCode = 1;
}
