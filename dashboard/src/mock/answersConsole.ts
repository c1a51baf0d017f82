/** What the mock answers the console's own requests; null for what is not its. */
import type { MockAsk } from './ask.ts';
import type { MockWorld } from './world.ts';

export function answerConsole(_world: MockWorld, _ask: MockAsk): Response | null {
  return null;
}
