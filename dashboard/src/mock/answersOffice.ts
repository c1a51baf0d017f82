/** What the mock answers the office's own requests; null for what is not its. */
import type { SignInWays } from '@mingchu/shared/signIn';
import { json, type MockAsk } from './ask.ts';
import type { MockWorld } from './world.ts';

export function answerOffice(_world: MockWorld, { path }: MockAsk): Response | null {
  // The mock has no provider to lead to.
  if (path[0] === 'session' && path[1] === 'ways')
    return json({ oidc: null, demo: true } satisfies SignInWays);
  return null;
}
