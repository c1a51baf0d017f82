/** Which acts are open to this person in these states: the shared tables, read once for buttons and keys alike. Pure. */
import { clockRuns, type DispatchAct, dispatchTransitions, orderEnded } from '@mingchu/shared/dispatch';
import type { Session } from '@mingchu/shared/http';
import type { RuleSummary } from '@mingchu/shared/live';
import { may } from '@mingchu/shared/permissions';
import type { Device } from '@mingchu/shared/registry';
import { type ViolationEvent, violationTransitions } from '@mingchu/shared/violation';
import type { WorkItem } from '../../../live/worklist.ts';

export const consoleActs = [
  'confirm-arrival',
  'refuse-arrival',
  'approve-extension',
  'refuse-extension',
  'ack',
  'verify',
  'review',
  'send',
  'dispatch',
  'shelve',
  'unshelve',
  'transfer',
  'ask-extension',
  'recall',
  'take-out-of-service',
  'put-back-in-service',
] as const;
/** Everything that an officer may do with an item, what waits for an answer first. */
export type ConsoleAct = (typeof consoleActs)[number];

/** What takes something away: its button stands apart, where no hurried hand meets it. */
export const graveActs: ReadonlySet<ConsoleAct> = new Set<ConsoleAct>(['recall', 'take-out-of-service']);

/** Acts done by the button alone; the others ask for words first. */
export const plainActs: ReadonlySet<ConsoleAct> = new Set<ConsoleAct>(['ack', 'unshelve']);

/** Most times that an order may be given more time, as the policy that ships has it; the server has the last word. */
const maxExtensions = 2;

interface Question {
  item: WorkItem;
  session: Pick<Session, 'username' | 'role' | 'inspectorId'>;
  rule: RuleSummary | undefined;
  device: Device | undefined;
  /** Server time, ms since 1970. */
  nowMs: number;
}

/** The open acts, in the order of their buttons: first what waits for an answer, or for a person where nobody has the order. */
export function openActs(question: Question): ConsoleAct[] {
  const open = consoleActs.filter((act) => isOpen[act](question));
  const nobodyHasIt = question.item.dispatch?.state === 'declined';
  return nobodyHasIt && open.includes('dispatch')
    ? ['dispatch', ...open.filter((act) => act !== 'dispatch')]
    : open;
}

const isOpen = {
  ack: ({ item, session }) => may(session.role, 'violation.ack') && knows(item, 'ack'),
  review: ({ item, session }) =>
    may(session.role, 'violation.review') && item.violation !== null && item.violation.state !== 'normal',
  shelve: ({ item, session, rule }) =>
    may(session.role, 'violation.shelve') && knows(item, 'shelve') && rule?.shelvable !== false,
  unshelve: ({ item, session }) => may(session.role, 'violation.shelve') && knows(item, 'unshelve'),
  transfer: ({ item: { violation }, session }) =>
    may(session.role, 'violation.transfer') &&
    (violation?.review === 'confirmed' || violation?.review === 'reclassified') &&
    violation.caseRef === null,
  send: ({ item: { violation, dispatch }, session }) =>
    may(session.role, 'violation.send') &&
    violation !== null &&
    violation.closedAt === null &&
    // Orders that have ended are not told to the screens.
    (dispatch === null || orderEnded[dispatch.state]),
  dispatch: (question) => orderAllows(question, 'reassign') && isStillNeeded(question.item),
  recall: (question) => orderAllows(question, 'recall'),
  verify: (question) => orderAllows(question, 'verify') && !isHolder(question),
  'confirm-arrival': judgesArrival,
  'refuse-arrival': judgesArrival,
  'ask-extension': ({ item: { dispatch }, session, nowMs }) =>
    may(session.role, 'extension.ask') &&
    dispatch !== null &&
    clockRuns[dispatch.state] &&
    !dispatch.extension &&
    (dispatch.extensionCount ?? 0) < maxExtensions &&
    nowMs < Date.parse(dispatch.dueAt),
  'approve-extension': decidesExtension,
  'refuse-extension': decidesExtension,
  'take-out-of-service': ({ device, session }) =>
    may(session.role, 'device.service') && device?.inService === true,
  'put-back-in-service': ({ device, session }) =>
    may(session.role, 'device.service') && device?.inService === false,
} as const satisfies Record<ConsoleAct, (question: Question) => boolean>;

function knows(item: WorkItem, event: ViolationEvent): boolean {
  return item.violation !== null && event in violationTransitions[item.violation.state];
}

function orderAllows({ item, session }: Question, act: DispatchAct): boolean {
  const { dispatch } = item;
  return dispatch !== null && act in dispatchTransitions[dispatch.state] && may(session.role, `order.${act}`);
}

/** For an order that has ended only while what it was sent for is open. */
function isStillNeeded({ violation, dispatch }: WorkItem): boolean {
  if (dispatch === null || !orderEnded[dispatch.state]) return true;
  return violation !== null && violation.closedAt === null;
}

function isHolder({ item: { dispatch }, session }: Question): boolean {
  const holder = dispatch?.inspectorId ?? null;
  return holder !== null && (holder === session.inspectorId || holder === session.username);
}

function judgesArrival({ item: { dispatch }, session }: Question): boolean {
  const claim = dispatch?.arrivalClaim;
  if (!claim || claim.state === 'refused' || dispatch === null || !clockRuns[dispatch.state]) return false;
  const own = claim.inspectorId === session.username || claim.inspectorId === session.inspectorId;
  return may(session.role, 'arrival.judge') && !own;
}

function decidesExtension({ item: { dispatch }, session }: Question): boolean {
  const asked = dispatch?.extension;
  if (!asked || dispatch === null || !clockRuns[dispatch.state]) return false;
  return may(session.role, 'extension.decide') && asked.askedBy !== session.username;
}
