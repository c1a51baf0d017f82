/** Tests that tell one story: what comes after a step that failed would fail for its sake. */
import { beforeEach } from 'vitest';

/** Call in a `describe` whose tests go on where the one before has ended: after one that failed they are skipped, and say so. */
export function oneStory(): void {
  beforeEach(({ skip, task }) => {
    const failed = task.suite?.tasks.find(({ result }) => result?.state === 'fail');
    skip(failed !== undefined, `"${failed?.name}" has failed`);
  });
}
