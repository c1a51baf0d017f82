/**
 * Who may do what: the one table that routes check and screens draw their buttons from. Acts on an order are in
 * `dispatchActRoles`, beside their transitions.
 */
import { type Role, roles } from './vocabulary.ts';

const everybody = roles;
const staff = ['duty', 'chief', 'admin', 'leader'] as const;
const officers = ['duty', 'chief', 'admin'] as const;
const superiors = ['chief', 'admin'] as const;
const administrators = ['admin'] as const;

export const permissions = {
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
  'arrival.prove': ['inspector'],
  /** Reads the numbers of inspectors; they themselves read each other's nowhere. */
  'inspector.call': staff,
  /** Tells where he is. */
  'position.report': ['inspector'],
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
  'shift.own': ['inspector'],
  'shift.manage': ['leader', 'chief', 'admin'],
  /** Inspectors give away and take shifts of their own; their superiors decide over all. */
  'shift.swap': ['inspector', 'leader', 'chief', 'admin'],
  'shift.override': ['inspector', 'leader', 'duty', 'chief', 'admin'],
  'saved-view.own': staff,
  'wall.read': staff,
  /** Layouts and playlists of the wall. */
  'wall.arrange': officers,
  'account.manage': administrators,
  /** Channels that lead outside, with their secrets. */
  'channel.manage': administrators,
  /** Names and secrets with which the devices of a site sign in to the broker. */
  'credential.manage': administrators,
  'message.read-all': administrators,
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

/** An officer is whoever may acknowledge and review: among so many the alarms are shared. */
export const officerRoles: readonly Role[] = permissions['violation.ack'];

export function may(role: Role, permission: Permission): boolean {
  const allowed: readonly Role[] = permissions[permission];
  return allowed.includes(role);
}
