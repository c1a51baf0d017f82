/** Where an act is sent, and with which version: so that nobody overwrites what he has not seen. Pure. */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Violation } from '@mingchu/shared/violation';
import type { WorkItem } from '../../../live/worklist.ts';
import type { ConsoleAct } from './openActs.ts';

const orderPaths = {
  dispatch: 'reassign',
  recall: 'recall',
  verify: 'verify',
  'confirm-arrival': 'arrival/confirm',
  'refuse-arrival': 'arrival/refuse',
  'ask-extension': 'extension',
  'approve-extension': 'extension/approve',
  'refuse-extension': 'extension/refuse',
} as const satisfies Partial<Record<ConsoleAct, string>>;

/** The address of an act under `/api/v1`; null where there is nothing to act on. */
export function actPath(act: ConsoleAct, item: WorkItem): string | null {
  if (act in orderPaths) {
    const words = orderPaths[act as keyof typeof orderPaths];
    return item.dispatch === null ? null : `/dispatches/${item.dispatch.id}/${words}`;
  }
  if (act === 'take-out-of-service' || act === 'put-back-in-service') {
    const { violation } = item;
    return violation === null ? null : `/sites/${violation.siteId}/devices/${violation.deviceId}/service`;
  }
  return `/violations/${item.id}/${act === 'send' ? 'dispatch' : act}`;
}

/**
 * The version that an act is sent with. `seen` is the item as it was when the person began. A violation that was only
 * seen again, or an order whose estimate moved, is no news: then the newest version counts. What somebody else has
 * decided meanwhile is: then the version seen is sent, and the server tells what happened.
 */
export function versionFor(act: ConsoleAct, seen: WorkItem, now: WorkItem): number | undefined {
  if (act === 'take-out-of-service' || act === 'put-back-in-service') return undefined;
  if (act in orderPaths) {
    if (seen.dispatch === null || now.dispatch === null) return seen.dispatch?.version;
    return sameOrder(seen.dispatch, now.dispatch) ? now.dispatch.version : seen.dispatch.version;
  }
  if (seen.violation === null || now.violation === null) return seen.violation?.version;
  return sameVerdict(seen.violation, now.violation) ? now.violation.version : seen.violation.version;
}

function sameVerdict(a: Violation, b: Violation): boolean {
  return (
    a.review === b.review &&
    a.reclassifiedAs === b.reclassifiedAs &&
    a.caseRef === b.caseRef &&
    a.shelvedUntil === b.shelvedUntil &&
    a.ackedBy === b.ackedBy &&
    a.dispatchId === b.dispatchId &&
    a.closedAt === b.closedAt
  );
}

function sameOrder(a: Dispatch, b: Dispatch): boolean {
  return (
    a.state === b.state &&
    a.inspectorId === b.inspectorId &&
    a.dueAt === b.dueAt &&
    a.arrivalClaim?.state === b.arrivalClaim?.state &&
    a.extension?.askedAt === b.extension?.askedAt
  );
}
