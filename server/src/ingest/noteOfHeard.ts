/** What the inbox notes of a packet. */
import { canonicalFamily, type HeardAddress, type HeardState } from '@mingchu/shared/bindings';
import { shownPacketBytes } from '@mingchu/shared/deviceDiagnosis';
import { deviceKey } from '../registry/registryCache.ts';
import { metricUnits, type Metric } from '@mingchu/shared/vocabulary';
import type { HeardNote } from '../bindings/model/heardNote.ts';
import type { IncomingMessage } from '../platform/mqtt/messageSource.ts';
import type { Heard, HeardAvailability, HeardDevice } from './families/family.ts';
import type { Decoded } from './model/decodeMessage.ts';
import { isStorable } from './model/storableText.ts';

/** As long as the tester takes one. */
const maxTopicChars = 500;

/** Of one device of a family. Kept messages count as heard when they say when; otherwise now, for want of better. */
export function noteOf(at: HeardAddress, heard: readonly Heard[], message: IncomingMessage): HeardNote {
  const note: HeardNote = { ...at, at: message.receivedAt, said: [] };
  for (const one of heard) {
    if (one.kind === 'values') note.said.push(...one.values);
    else if (one.kind === 'finding') note.said.push({ name: one.label, value: one.confidence });
    else if (one.kind === 'availability') note.state = stateOf(one);
    else if (one.kind === 'device') Object.assign(note, detailsOf(one));
  }
  if (isWorthKeeping(heard, message)) {
    const { topic, payload, receivedAt } = message;
    note.packet = { topic, payload, at: receivedAt };
  }
  return note;
}

/** Measured values only: what tells of a finding may name persons and number plates, and those are kept nowhere. */
function isWorthKeeping(heard: readonly Heard[], { topic, payload }: IncomingMessage): boolean {
  const measures =
    heard.some(({ kind }) => kind === 'values') && heard.every(({ kind }) => kind !== 'finding');
  return measures && payload.length <= shownPacketBytes && topic.length <= maxTopicChars && isStorable(topic);
}

function stateOf({ state, expected }: HeardAvailability): HeardState {
  return state === 'offline' && expected ? 'asleep' : state;
}

function detailsOf({ name, maker, model, gateway, reportPeriodS, gone }: HeardDevice): Partial<HeardNote> {
  return {
    ...(name !== undefined && { name }),
    ...(maker !== undefined && { maker }),
    ...(model !== undefined && { model }),
    ...(gateway !== undefined && { gateway }),
    ...(reportPeriodS !== undefined && { reportPeriodS }),
    ...(gone && { state: 'gone' as const }),
  };
}

/** Of a device on canonical topics that is not in the registry; null when it says nothing. */
export function noteOfStranger(samples: readonly Decoded[], message: IncomingMessage): HeardNote | null {
  const newest = samples.at(-1)?.observation;
  if (newest === undefined) return null;
  const { siteId, deviceId } = newest;
  const note: HeardNote = {
    family: canonicalFamily,
    mount: '',
    address: deviceKey(siteId, deviceId),
    at: message.receivedAt,
    said: [],
  };
  if (newest.kind === 'status') return { ...note, state: newest.state };
  if (newest.kind === 'detection')
    return { ...note, said: [{ name: newest.type, value: newest.confidence }] };
  const said = Object.entries(newest.values).map(([name, value]) => {
    const unit = metricUnits[name as Metric];
    return { name, value, ...(unit !== '' && { unit }) };
  });
  return { ...note, said };
}
