/** A day of the mock on which every act that an officer or a chief may take at the desk is open somewhere. */
import type { MockWorld } from './world.ts';

const minuteMs = 60_000;

/** What an inspector asks for, what has been confirmed, what nobody was sent for, what is set aside; nothing moves. */
export function leaveToDecide(world: MockWorld): void {
  const { dispatches, district } = world;
  const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const late = dispatches.get('dispatch-6');
  if (late) {
    const asked = { minutes: 10, reason: '道路拥堵', askedAt: inMs(-minuteMs / 2) };
    dispatches.set(late.id, { ...late, extension: { ...asked, askedBy: late.inspectorId ?? '' } });
  }
  const confirmed = world.violations.get('violation-7');
  if (confirmed) world.violations.set(confirmed.id, { ...confirmed, review: 'confirmed' });
  // Nobody is sent for what is to be reviewed first, nor for what is set aside.
  const setAside = {
    'violation-3': {},
    'violation-4': { state: 'shelved', acked: true, shelvedUntil: inMs(90 * minuteMs) },
    'violation-9': { state: 'out-of-service' },
  } as const;
  for (const [id, more] of Object.entries(setAside)) {
    const violation = world.violations.get(id);
    if (!violation?.dispatchId) continue;
    dispatches.delete(violation.dispatchId);
    world.violations.set(id, { ...violation, ...more, dispatchId: null });
  }
  const broken = world.violations.get('violation-9');
  district.devices = district.devices.map((device) =>
    device.siteId === broken?.siteId && device.id === broken.deviceId
      ? { ...device, inService: false }
      : device,
  );
}
