/** The mock's credentials. The label `409` is an error case. */
import { credentialName, type CredentialView, type IssuedCredential } from '@mingchu/shared/credentials';
import { json, type MockAsk, problem } from './ask.ts';
import type { MockWorld } from './world.ts';

const hourMs = 3_600_000;
const credentials: CredentialView[] = [];

export function answerCredentials(
  world: MockWorld,
  { method, path, search, body }: MockAsk,
): Response | null {
  if (path[0] !== 'admin' || path[1] !== 'credentials') return null;
  const siteId = search.get('siteId');
  if (method === 'GET') {
    const items = credentials.filter((each) => siteId === null || each.siteId === siteId);
    return json({ items: items.toReversed(), nextCursor: null });
  }
  const [, , username, act] = path;
  if (username === undefined) {
    if (body['label'] === '409') return problem(409, 'too-many-credentials');
    if (!world.district.sites.some(({ id }) => id === body['siteId'])) return problem(404, 'site-not-found');
    return json(issue(String(body['siteId']), String(body['label']), null), 201);
  }
  const found = credentials.find((each) => each.username === username);
  if (!found) return problem(404, 'no-such-credential');
  if (found.state === 'ended') return problem(409, 'credential-ended');
  const overlapH = act === 'replace' ? Number(body['overlapH']) : 0;
  found.endsAt = new Date(Date.now() + overlapH * hourMs).toISOString();
  found.state = overlapH > 0 ? 'ending' : 'ended';
  found.endReason = act === 'replace' ? 'replaced' : 'revoked';
  return act === 'replace' ? json(issue(found.siteId, found.label, username), 201) : json(found);
}

function issue(siteId: string, label: string, replaces: string | null): IssuedCredential {
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
