import { setTimeout } from 'node:timers';
import { writeCounts } from './write-counts.mjs';

/** How long what the tests began may take to end after them. */
const GRACE_MS = 30_000;

/** Counts a project's Jest tests where the test command adds them up, and fails a run that does not end. */
export default class CountReporter {
  #rootDir;

  constructor(globalConfig) {
    this.#rootDir = globalConfig.rootDir;
  }

  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = results;
    writeCounts(this.#rootDir, {
      passed: numPassedTests,
      failed: numFailedTests + numRuntimeErrorTestSuites,
      skipped: testResults
        .flatMap((suite) => suite.testResults)
        .filter(({ status }) => status === 'pending' || status === 'todo')
        .map(({ fullName }) => fullName),
    });
    // Without this, one test that left something running would hold everything that has to run after it.
    setTimeout(() => {
      process.stderr.write(`The tests are over, and something that they began still runs.\n`);
      process.exit(1);
    }, GRACE_MS).unref();
  }
}
