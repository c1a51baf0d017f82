/** Which recipients of messages a signed-in person answers for. Pure. */
import type { Session } from '@mingchu/shared/http';
import { may, permissions } from '@mingchu/shared/permissions';
import { type Role, roles } from '@mingchu/shared/vocabulary';

const ofRole = 'role:';
const ofLeader = 'leader:';
const station = 'station';

/** What he may read. `groupIds` are the groups a leader leads: his own when his account is an inspector's, else all. */
export function recipientsOf(
  { role, inspectorId }: Pick<Session, 'role' | 'inspectorId'>,
  groupIds: readonly string[],
): string[] {
  const own = may(role, 'message.get-own') && inspectorId !== null ? [inspectorId] : [];
  const groups = may(role, 'message.get-of-group') ? groupIds.map((groupId) => ofLeader + groupId) : [];
  const readsRoles = may(role, 'message.read-of-roles');
  const addressed = roles.filter((each) => may(each, 'message.get-of-role') && (each === role || readsRoles));
  const stations = may(role, 'message.read-of-station') ? [station] : [];
  return [...own, ...groups, ...addressed.map((each) => ofRole + each), ...stations];
}

/** Roles whose accounts may stand behind these recipients. */
export function accountRoles(recipientIds: readonly string[]): string[] {
  const behind = recipientIds.flatMap((recipientId): readonly string[] => {
    if (recipientId.startsWith(ofRole)) return [recipientId.slice(ofRole.length)];
    if (recipientId.startsWith(ofLeader)) return permissions['message.get-of-group'];
    return recipientId === station ? permissions['message.get-of-station'] : [];
  });
  return [...new Set(behind)];
}

/**
 * Whether a message to this recipient goes to this person's own channels. Narrower than what he may read in the
 * application: an administrator reads what is for the duty officer, and is not woken by it.
 */
export function standsFor(
  account: { role: Role; inspectorId: string | null; groupId: string | null },
  recipientId: string,
): boolean {
  if (recipientId.startsWith(ofRole)) return account.role === recipientId.slice(ofRole.length);
  if (recipientId.startsWith(ofLeader)) {
    const groupId = recipientId.slice(ofLeader.length);
    return may(account.role, 'message.get-of-group') && (account.groupId ?? groupId) === groupId;
  }
  if (recipientId === station) return may(account.role, 'message.get-of-station');
  return may(account.role, 'message.get-own') && account.inspectorId === recipientId;
}
