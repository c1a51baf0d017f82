/** Which recipients of messages a signed-in person answers for. Pure. */
import type { Session } from '@mingchu/shared/http';

/**
 * `groupIds` are the groups a leader leads: his own when his account belongs to an inspector, else all.
 * The station itself is read by the duty officer, the chief and the administrator.
 */
export function recipientsOf(
  session: Pick<Session, 'role' | 'inspectorId'>,
  groupIds: readonly string[],
): string[] {
  switch (session.role) {
    case 'inspector':
      return session.inspectorId === null ? [] : [session.inspectorId];
    case 'leader':
      return groupIds.map((groupId) => `leader:${groupId}`);
    case 'duty':
      return ['role:duty', 'station'];
    case 'chief':
      return ['role:chief', 'station'];
    case 'admin':
      return ['role:admin', 'role:duty', 'role:chief', 'station'];
  }
}

/** Roles whose accounts may stand behind these recipients. */
export function accountRoles(recipientIds: readonly string[]): string[] {
  const roles = recipientIds.flatMap((recipientId) => {
    if (recipientId.startsWith('role:')) return [recipientId.slice('role:'.length)];
    if (recipientId.startsWith('leader:')) return ['leader'];
    return recipientId === 'station' ? ['duty', 'chief'] : [];
  });
  return [...new Set(roles)];
}

/**
 * Whether a message to this recipient goes to this person's own channels. Narrower than what he may read in the
 * application: an administrator reads what is for the duty officer, and is not woken by it.
 */
export function standsFor(
  account: { role: string; inspectorId: string | null; groupId: string | null },
  recipientId: string,
): boolean {
  if (recipientId.startsWith('role:')) return account.role === recipientId.slice('role:'.length);
  if (recipientId.startsWith('leader:')) {
    const groupId = recipientId.slice('leader:'.length);
    return account.role === 'leader' && (account.groupId === null || account.groupId === groupId);
  }
  if (recipientId === 'station') return account.role === 'duty' || account.role === 'chief';
  return account.inspectorId === recipientId;
}
