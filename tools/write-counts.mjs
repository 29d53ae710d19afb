import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Leaves a project's test counts where the test command adds them up; a cached run brings its file along. */
export function writeCounts(projectRoot, { passed, failed, skipped }) {
  const folder = join(projectRoot, 'test-results');
  mkdirSync(folder, { recursive: true });
  const counts = { passed, failed, skipped: skipped.length, skippedNames: skipped };
  writeFileSync(join(folder, 'counts.json'), JSON.stringify(counts));
}
