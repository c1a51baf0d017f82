/**
 * A gateway that nobody says is down: it has no presence of its own, and dies without a will. It is taken for gone when
 * the first device behind it would be called silent while all the others have missed a report as well, and there is a
 * moment at which all of them may have gone. Who was silent before that moment is no witness; at least two must be.
 * Only the devices of one kitchen are looked at together, because those of others may be judged elsewhere.
 */
import type { EpochMs } from '@mingchu/shared/observation';
import { periodOf } from '@mingchu/shared/speech';
import type { CompiledDevice, RuleSegment } from './compileRules.ts';
import { isSilence } from './gateways.ts';
import { limitOf } from './silence.ts';
import type { EvaluationState } from './state.ts';

/** A device that has said nothing for so many of its periods has missed a report. */
const missedPeriods = 1.5;
const enoughWitnesses = 2;

export interface SilentGateway {
  gateway: CompiledDevice;
  /** Devices that went with it. */
  witnesses: CompiledDevice[];
  /** When the first of them was last heard. */
  since: EpochMs;
}

interface Witness {
  device: CompiledDevice;
  /** When it was last heard, or counted as heard. */
  lastAt: EpochMs;
  /** By then it would have spoken again. */
  dueAt: EpochMs;
  /** It would be called silent now; one that is called so already is not. */
  isLate: boolean;
}

/** Gateways that are found to be gone at `at`. */
export function silentGateways(
  state: Pick<EvaluationState, 'devices' | 'links'>,
  segment: RuleSegment,
  at: EpochMs,
): SilentGateway[] {
  return segment.watchedGateways().flatMap((gateway) => {
    const link = state.links.get(gateway.key);
    if (link && (link.tells || link.downSince >= 0)) return [];
    const found = witnessesOf(state, { gateway, segment, at });
    return found ? [found] : [];
  });
}

function witnessesOf(
  state: Pick<EvaluationState, 'devices' | 'links'>,
  { gateway, segment, at }: { gateway: CompiledDevice; segment: RuleSegment; at: EpochMs },
): SilentGateway | null {
  const returnedAt = state.links.get(gateway.key)?.upAt ?? -1;
  const witnesses: Witness[] = [];
  let heardAt = state.devices.get(gateway.key)?.speech.lastAt ?? -1;
  let isNews = false;
  for (const key of segment.behind(gateway.key)) {
    const device = segment.device(key);
    const memory = state.devices.get(key);
    if (!device || !memory) continue;
    const witness = witnessOf(device, memory, at);
    if (!witness) {
      heardAt = Math.max(heardAt, memory.speech.lastAt);
      continue;
    }
    if (at < witness.dueAt) return null;
    witnesses.push(witness);
    // Who has not spoken since the gateway was back is silent by itself.
    isNews ||= witness.isLate && memory.speech.lastAt > returnedAt;
  }
  const newestAt = Math.max(...witnesses.map(({ lastAt }) => lastAt));
  const gone = witnesses.filter(({ dueAt }) => dueAt >= newestAt);
  if (!isNews || gone.length < enoughWitnesses || heardAt > newestAt) return null;
  const since = Math.min(...gone.map(({ lastAt }) => lastAt));
  return { gateway, witnesses: gone.map(({ device }) => device), since };
}

/** Null for a device whose silence no rule looks at, or that was never heard. */
function witnessOf(
  device: CompiledDevice,
  { heard, speech }: NonNullable<ReturnType<EvaluationState['devices']['get']>>,
  at: EpochMs,
): Witness | null {
  const rule = device.absence.find(isSilence);
  const counted = rule && heard.get(rule.id);
  if (!rule || counted === undefined) return null;
  const lastAt = Math.abs(counted);
  const limitMs = limitOf({ device, rule }, speech);
  const missedMs = Math.max(missedPeriods * periodOf(speech, device.reportPeriodMs), limitMs / 2);
  return { device, lastAt, dueAt: lastAt + missedMs, isLate: counted >= 0 && at - lastAt > limitMs };
}
