/**
 * All tests of the repository, by kind. Two workers, because the machines that run them have two cores; what counts
 * milliseconds, or has a browser, has the machine to itself, one file at a time.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

interface Kind {
  include: string[];
  exclude?: string[];
  testTimeoutMs: number;
  workers: number;
  /** Tests at a time of a file that lets its tests run side by side. */
  atOnce?: number;
  /** Only where real time is played fast: a machine that stands still for a second spoils such a run. */
  retries?: number;
}

/** Outages and silences are waited for in real time, with next to no work: such files run beside each other. */
const patient = [
  'tests/behaviour/{brokerSilence,live{Cut,Quiet,Slow,Truth}}.test.ts',
  'tests/e2e/{fastClock,sound,truth,wallFailure}.test.ts',
];

/** They bound how long something takes, or start the whole application to stop and kill it. */
const timed = [
  'tests/behaviour/{composition,crash,dispatchQueue,notifyLanes,start}.test.ts',
  'tests/behaviour/live{,Broker,Crowd,Judged}.test.ts',
];

const kinds: Record<string, Kind> = {
  unit: {
    include: ['{shared,server,simulators,dashboard}/src/**/*.test.{ts,tsx}', 'tests/bench/*.test.ts'],
    testTimeoutMs: 30_000,
    workers: 2,
  },
  tidy: { include: ['tests/tidy/**/*.test.ts'], testTimeoutMs: 20_000, workers: 2 },
  contract: { include: ['tests/contract/**/*.test.ts'], testTimeoutMs: 60_000, workers: 1 },
  behaviour: {
    include: ['tests/behaviour/**/*.test.ts'],
    exclude: [...timed, ...patient],
    testTimeoutMs: 240_000,
    workers: 2,
  },
  timed: { include: timed, testTimeoutMs: 240_000, workers: 1 },
  patient: { include: patient, testTimeoutMs: 240_000, workers: 3 },
  simulation: {
    include: ['tests/simulation/**/*.test.ts'],
    testTimeoutMs: 600_000,
    // They wait for their clocks most of the time.
    workers: 3,
    retries: 1,
  },
  // Two pages at once: each waits half of its time.
  e2e: {
    include: ['tests/e2e/**/*.test.ts'],
    exclude: patient,
    testTimeoutMs: 240_000,
    workers: 1,
    atOnce: 2,
  },
};

const conditions = ['source', 'module', 'node'];
// Also given to Node for what is not bundled: `import` there would hand ES modules to `require`.
const externalConditions = ['source'];
/** Workspaces are imported as TypeScript source, by package exports. */
const fromSource = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions } } };

export default defineConfig({
  ...fromSource,
  // The set-up before all files runs in an environment of its own; without this it needs a build, and takes a stale one.
  environments: { __vitest__: { resolve: { conditions, externalConditions } } },
  root,
  test: {
    reporters: ['default', ['json', { outputFile: '.cache/test-report.json' }]],
    // One database server for the run, whichever projects take part.
    globalSetup: [join(root, 'tests/harness/globalSetup.ts')],
    projects: Object.entries(kinds).map(
      ([name, kind], index): TestProjectInlineConfiguration => ({
        ...fromSource,
        test: {
          name,
          root,
          include: kind.include,
          exclude: ['**/node_modules/**', '**/dist/**', ...(kind.exclude ?? [])],
          retry: kind.retries ?? 0,
          testTimeout: kind.testTimeoutMs,
          hookTimeout: kind.testTimeoutMs,
          // A second is too short for a browser and a server that share two cores with other files.
          expect: { poll: { timeout: 20_000 } },
          // A sheet is nothing to a test, but where it is read as text.
          css: { include: [/\?raw$/] },
          maxConcurrency: kind.atOnce ?? 5,
          pool: 'forks',
          maxWorkers: kind.workers,
          fileParallelism: kind.workers > 1,
          sequence: { groupOrder: index },
        },
      }),
    ),
  },
});
