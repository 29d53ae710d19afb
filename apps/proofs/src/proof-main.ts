import { proofs } from './proofs.ts';

const names = proofs.map((proof) => `  ${proof.name.padEnd(18)} ${proof.claim}`).join('\n');
const [name, option] = process.argv.slice(2);
const proof = proofs.find((candidate) => candidate.name === name);
if (!proof || (option !== undefined && option !== '--reduced')) {
  process.stderr.write(`usage: npm run proof -- <name> [--reduced]\n\n${names}\n`);
  process.exit(2);
}
const begun = Date.now();
const report = await proof.run(option ? 'reduced' : 'full');
for (const [figure, value] of Object.entries(report.figures))
  process.stdout.write(`${figure.padEnd(28)} ${value}\n`);
process.stdout.write(`${'seconds'.padEnd(28)} ${((Date.now() - begun) / 1000).toFixed(0)}\n`);
for (const fault of report.faults) process.stdout.write(`FAULT ${fault}\n`);
process.stdout.write(report.faults.length === 0 ? `${proof.name}: proven\n` : `${proof.name}: REFUTED\n`);
process.exit(report.faults.length === 0 ? 0 : 1);
