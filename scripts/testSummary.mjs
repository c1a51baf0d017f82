/**
 * Prints `N passed, N failed` from the test report, as the last word of a CI run. Its argument is the number of
 * failures from elsewhere. A file that did not load, or a report that is missing, counts as a failure.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

let passed = 0;
let failed = Number(process.argv[2] ?? 0);
try {
  const report = JSON.parse(readFileSync(join(root, '.cache/test-report.json'), 'utf8'));
  passed = report.numPassedTests;
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const found = report.numFailedTests + brokenFiles.length;
  failed += found === 0 && !report.success ? 1 : found;
} catch {
  failed = Math.max(failed, 1);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
