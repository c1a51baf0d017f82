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
