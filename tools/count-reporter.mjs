import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Leaves a project's test counts where the test command adds them up; a cached run brings its file along. */
export default class CountReporter {
  #rootDir;

  constructor(globalConfig) {
    this.#rootDir = globalConfig.rootDir;
  }

  onRunComplete(_contexts, results) {
    const {
      numPassedTests,
      numFailedTests,
      numPendingTests,
      numTodoTests,
      numRuntimeErrorTestSuites,
      testResults,
    } = results;
    const skipped = testResults.flatMap((suite) =>
      suite.testResults
        .filter((test) => test.status === 'pending' || test.status === 'todo')
        .map((test) => test.fullName),
    );
    const folder = join(this.#rootDir, 'test-results');
    mkdirSync(folder, { recursive: true });
    const counts = {
      passed: numPassedTests,
      failed: numFailedTests + numRuntimeErrorTestSuites,
      skipped: numPendingTests + numTodoTests,
      skippedNames: skipped,
    };
    writeFileSync(join(folder, 'counts.json'), JSON.stringify(counts));
  }
}
