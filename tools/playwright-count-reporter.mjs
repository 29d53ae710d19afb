import { dirname } from 'node:path';
import { writeCounts } from './write-counts.mjs';

/** Counts browser tests where the test command adds them up. */
export default class PlaywrightCountReporter {
  #suite;
  #folder;
  #errors = 0;

  onBegin(config, suite) {
    this.#suite = suite;
    this.#folder = dirname(config.configFile);
  }

  /** What failed outside a test. */
  onError() {
    this.#errors += 1;
  }

  onEnd() {
    const tests = this.#suite?.allTests() ?? [];
    const skipped = tests.filter((test) => test.outcome() === 'skipped');
    const failed = tests.filter((test) => test.outcome() === 'unexpected').length;
    writeCounts(this.#folder, {
      passed: tests.length - skipped.length - failed,
      failed: failed + this.#errors,
      skipped: skipped.map((test) => test.titlePath().filter(Boolean).join(' › ')),
    });
  }
}
