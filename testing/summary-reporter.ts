import type { Reporter, TestModule } from 'vitest/node';

/**
 * Names the tests that were skipped, and ends the run with one line that a script can read:
 * `12 passed, 0 failed, 1 skipped`.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) {
        const { state } = test.result();
        count[state === 'pending' ? 'skipped' : state] += 1;
        if (state === 'skipped') console.log(`skipped: ${test.fullName}`);
      }
      // A file or a hook that fails before its tests ran counts too: no failure goes unseen.
      const failedTests = tests.some((test) => test.result().state === 'failed');
      if (module.state() === 'failed' && !failedTests) count.failed += 1;
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
  }
}
