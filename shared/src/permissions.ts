/**
 * Who may see and do what: the one table that routes check and screens draw their buttons from. No condition elsewhere
 * names a role: it asks `may`.
 */
import type { DispatchAct } from './dispatch.ts';
import { type Role, roles } from './vocabulary.ts';

const everybody = roles;
/** Whoever is sent to a kitchen. */
const sent = ['inspector'] as const;
const staff = ['duty', 'chief', 'admin', 'leader'] as const;
const officers = ['duty', 'chief', 'admin'] as const;
const superiors = ['chief', 'admin'] as const;
const administrators = ['admin'] as const;

/** Every act on an order; in which states it is open stands in `dispatchTransitions`. */
const orderActs = {
  'order.accept': sent,
  'order.decline': sent,
  'order.depart': sent,
  'order.arrive': sent,
  'order.submit': sent,
  'order.verify': officers,
  'order.recall': officers,
  'order.reassign': officers,
  'order.send-again': officers,
} as const satisfies Record<`order.${DispatchAct}`, readonly Role[]>;

export const permissions = {
  ...orderActs,
  /** Acts on any order. Others only on one that is offered to them or that they hold. */
  'order.act-on-all': officers,
  /** Reads every order with all that was given to prove it. Others read those that were ever offered to them. */
  'order.read-all': staff,
  /** Follows the whole district live. Others follow their own orders, with the kitchens of these. */
  'district.follow': staff,
  /** Works by the phone: messages and the first page lead there. Others work at the console. */
  'phone.work': sent,
  'violation.read': everybody,
  'violation.ack': officers,
  'violation.review': officers,
  'violation.shelve': officers,
  /** Sends somebody for a violation whose rule sends nobody by itself. */
  'violation.send': officers,
  /** Two certified officers take it over (行政处罚法 Art. 42): a superior decides. */
  'violation.transfer': superiors,
  /** Confirms or refuses an arrival that its proofs leave open. */
  'arrival.judge': officers,
  /** Reads when each of those on shift could be at a kitchen. */
  'arrival.foresee': staff,
  /** Shows that he is there, takes pictures, sends what his phone kept. */
  'arrival.prove': sent,
  /** Reads the numbers of inspectors; they themselves read each other's nowhere. */
  'inspector.call': staff,
  /** Tells where he is. */
  'position.report': sent,
  'extension.ask': ['inspector', 'duty', 'chief', 'admin'],
  'extension.decide': superiors,
  'door-code.read': officers,
  'door-code.make': superiors,
  'site.read': everybody,
  'picture.read': everybody,
  /** Live video of any kitchen. An inspector sees what his order is about. */
  'stream.watch': staff,
  'reading.read': everybody,
  'change.read': staff,
  'statistics.read': staff,
  /** Takes a table or the report out of the house, as a file or on paper; each time with a reason, on record. */
  'export.take': superiors,
  /** Mutes, switches and tests the sound of a screen. */
  'sound.act': officers,
  'device.service': officers,
  /** What was wrong with what a device sent, with the bytes of what was refused. */
  'device.diagnose': staff,
  'site-rule.read': officers,
  'site-rule.set': superiors,
  'registry.import': administrators,
  /** The inbox of devices that were heard, bindings, and what values become. */
  'binding.read': staff,
  /** Makes a heard device one of the registry, lets it go, sets it aside, replaces it. */
  'binding.act': superiors,
  'mapping.set': superiors,
  'calibration.read': staff,
  /** Changes what every later reading of a sensor says. */
  'calibration.record': superiors,
  /** The audit trail, with who looked at which picture. */
  'audit.read': superiors,
  /** Tries a changed rulebook on the past; sets nothing. */
  'rulebook.try': superiors,
  'policy.read': staff,
  'policy.set': superiors,
  'shift.read': staff,
  /** Own shift, now and next. */
  'shift.own': sent,
  /** Makes the plan, and decides over the swaps of others. */
  'shift.manage': ['leader', 'chief', 'admin'],
  /** Asks for swaps and answers them; who does not manage shifts, those of his own. */
  'shift.swap': ['inspector', 'leader', 'chief', 'admin'],
  /** Puts himself on shift, or takes himself off. */
  'shift.override': everybody,
  /** The same for anybody. */
  'shift.override-all': staff,
  'saved-view.own': staff,
  'wall.read': staff,
  /** Layouts and playlists of the wall. */
  'wall.arrange': officers,
  /** Makes and changes accounts. One account that may stays. */
  'account.manage': administrators,
  /** His account may be that of an inspector of the registry. */
  'account.of-inspector': ['inspector', 'leader'],
  /** Channels that lead outside, with their secrets. */
  'channel.manage': administrators,
  /** Names and secrets with which the devices of a site sign in to the broker. */
  'credential.manage': administrators,
  'message.read-all': administrators,
  /** Gets what is for him by name as an inspector. */
  'message.get-own': sent,
  /** Gets what is for the leader of a group. */
  'message.get-of-group': ['leader'],
  /** Gets what is for his role. */
  'message.get-of-role': officers,
  /** Reads, besides, what is for the roles of others, and is not woken by it. */
  'message.read-of-roles': administrators,
  /** Gets what is for the station. */
  'message.get-of-station': ['duty', 'chief'],
  /** Reads what is for the station, woken by it or not. */
  'message.read-of-station': officers,
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

/** An officer is whoever may acknowledge and review: among so many the alarms are shared. */
export const officerRoles: readonly Role[] = permissions['violation.ack'];

export function may(role: Role, permission: Permission): boolean {
  const allowed: readonly Role[] = permissions[permission];
  return allowed.includes(role);
}
