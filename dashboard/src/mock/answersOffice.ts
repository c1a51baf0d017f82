/** What the mock answers the office's own requests; null for what is not its. */
import type { MockAsk } from './ask.ts';
import type { MockWorld } from './world.ts';

export function answerOffice(_world: MockWorld, _ask: MockAsk): Response | null {
  return null;
}
