import { parseArgs } from 'node:util';
import { messageOf } from '@dataforge/kernel';
import type { ProofReport } from './proof-report.ts';
import { proofs, type Proof } from './proofs.ts';

const USAGE = `usage: npm run proof -- <name> [--reduced | --seed <number>]

${proofs.map((proof) => `  ${proof.name.padEnd(18)} ${proof.claim}`).join('\n')}

  --reduced         as \`npm test\` runs it
  --seed <number>   repeats one seed (${proofs
    .filter(({ replay }) => replay)
    .map(({ name }) => name)
    .join(', ')})
`;

interface Chosen {
  readonly proof: Proof;
  run(): Promise<ProofReport>;
}

/** What the arguments ask for; throws with what is wrong with them. */
function chosen(): Chosen {
  const options = { reduced: { type: 'boolean' }, seed: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [name, ...more] = positionals;
  const proof = proofs.find((candidate) => candidate.name === name);
  if (!proof) throw new Error(name === undefined ? 'Name a proof.' : `There is no proof ${name}.`);
  if (more.length > 0) throw new Error('One proof at a time.');
  if (values.seed === undefined) return { proof, run: () => proof.run(values.reduced ? 'reduced' : 'full') };
  const { replay } = proof;
  const seed = Number(values.seed);
  if (!replay) throw new Error(`${proof.name} is not decided by a seed alone and cannot be repeated by one.`);
  if (!/^\d{1,9}$/.test(values.seed)) throw new Error('A seed is a whole number of at most nine digits.');
  if (values.reduced) throw new Error('One seed has one size: leave out --reduced or --seed.');
  return { proof, run: () => replay(seed) };
}

function chosenOrUsage(): Chosen {
  try {
    return chosen();
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

const { proof, run } = chosenOrUsage();
const begun = Date.now();
const { faults, figures } = await run();
for (const [figure, value] of Object.entries(figures))
  process.stdout.write(`${figure.padEnd(28)} ${Math.round(value)}\n`);
process.stdout.write(`${'seconds'.padEnd(28)} ${((Date.now() - begun) / 1000).toFixed(0)}\n`);
for (const fault of faults) process.stdout.write(`FAULT ${fault}\n`);
process.stdout.write(faults.length === 0 ? `${proof.name}: proven\n` : `${proof.name}: REFUTED\n`);
process.exit(faults.length === 0 ? 0 : 1);
