/** The mock's credentials. The label `409` is an error case. */
import { credentialName, type CredentialView, type IssuedCredential } from '@mingchu/shared/credentials';
import { json, type MockAsk, problem } from './ask.ts';
import type { MockWorld } from './world.ts';

const hourMs = 3_600_000;
const kept = new WeakMap<MockWorld, CredentialView[]>();

export function answerCredentials(
  world: MockWorld,
  { method, path, search, body }: MockAsk,
): Response | null {
  if (path[0] !== 'admin' || path[1] !== 'credentials') return null;
  const credentials = credentialsOf(world);
  const siteId = search.get('siteId');
  if (method === 'GET') {
    const items = credentials.filter((each) => siteId === null || each.siteId === siteId);
    return json({ items: items.toReversed(), nextCursor: null });
  }
  const [, , username, act] = path;
  if (username === undefined) {
    if (body['label'] === '409') return problem(409, 'too-many-credentials');
    if (!world.district.sites.some(({ id }) => id === body['siteId'])) return problem(404, 'site-not-found');
    return json(issue(credentials, { siteId: String(body['siteId']), label: String(body['label']) }), 201);
  }
  const found = credentials.find((each) => each.username === username);
  if (!found) return problem(404, 'no-such-credential');
  if (found.state === 'ended') return problem(409, 'credential-ended');
  const overlapH = act === 'replace' ? Number(body['overlapH']) : 0;
  found.endsAt = new Date(Date.now() + overlapH * hourMs).toISOString();
  found.state = overlapH > 0 ? 'ending' : 'ended';
  found.endReason = act === 'replace' ? 'replaced' : 'revoked';
  return act === 'replace' ? json(issue(credentials, { ...found, replaces: username }), 201) : json(found);
}

/** At first what gateways of a few kitchens sign in with, one of them with a new secret beside the old. */
function credentialsOf(world: MockWorld): CredentialView[] {
  const before = kept.get(world);
  if (before) return before;
  const [first, second, third] = world.district.sites.map(({ id }) => id);
  const credentials: CredentialView[] = [];
  kept.set(world, credentials);
  const atHour = (hours: number): string => new Date(Date.now() + hours * hourMs).toISOString();
  const add = (siteId: string | undefined, more: Partial<CredentialView>): void => {
    if (siteId === undefined) return;
    const label = '后厨网关';
    Object.assign(issue(credentials, { siteId, label }).credential, { createdAt: atHour(-900), ...more });
  };
  add(first, { lastUsedAt: atHour(-1) });
  add(second, { state: 'ending', endsAt: atHour(20), endReason: 'replaced', lastUsedAt: atHour(-2) });
  add(second, { createdAt: atHour(-4), replaces: second ? credentialName(second, 1) : null });
  add(third, { state: 'ended', endsAt: atHour(-70), endReason: 'revoked', lastUsedAt: atHour(-75) });
  return credentials;
}

function issue(
  credentials: CredentialView[],
  given: Pick<CredentialView, 'siteId' | 'label'> & { replaces?: string | null },
): IssuedCredential {
  const { siteId, label, replaces = null } = given;
  const number = credentials.filter((each) => each.siteId === siteId).length + 1;
  const credential: CredentialView = {
    username: credentialName(siteId, number),
    siteId,
    label,
    state: 'good',
    createdAt: new Date().toISOString(),
    createdBy: 'admin',
    replaces,
    endsAt: null,
    endReason: null,
    lastUsedAt: null,
  };
  credentials.push(credential);
  return { credential, secret: '7h3k9wq2mv5x8r0tn4bc6yd1fz' };
}
