/** Names that a client certificate proves: its common name, then its alternative names. */
import type { PeerCertificate, TLSSocket } from 'node:tls';

/** Empty without a certificate, and for one that our authority has not signed. */
export function namesOf(socket: TLSSocket): string[] {
  if (!socket.authorized) return [];
  return namesIn(socket.getPeerCertificate());
}

/** `DNS:…`, `URI:…` and `email:…` alike: what counts is whether a credential has that name. */
export function namesIn({ subject, subjectaltname = '' }: Partial<PeerCertificate>): string[] {
  const common: unknown = subject?.CN;
  const alternatives = subjectaltname
    .split(', ')
    .map((entry) => /^(?:DNS|URI|email):(.+)$/.exec(entry)?.[1])
    .filter((name) => name !== undefined);
  return [...(typeof common === 'string' ? [common] : []), ...alternatives];
}
