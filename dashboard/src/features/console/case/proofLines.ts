/** What a proof of arrival rests on, in lines to read: how far, how sure, when, and what it cannot be true beside. */
import type { ProofFacts } from '@mingchu/shared/arrival';
import type { TFunction } from 'i18next';
import { distanceText } from '../../../ui/distanceText.ts';
import { clockText, dateText, durationText } from '../../../ui/time.ts';

interface ProofLine {
  text: string;
  contradicts?: boolean;
}

/** `known`: all proofs of the claim, among them those that this one contradicts. */
export function proofLines(proof: ProofFacts, known: readonly ProofFacts[], t: TFunction): ProofLine[] {
  const time = (iso: string): string => clockText(Date.parse(iso));
  const lines = [positionText(proof, t), photoText(proof, t)];
  if (proof.deviceTime !== null)
    lines.push(
      t('console.proof.offline', { device: time(proof.deviceTime), received: time(proof.receivedAt) }),
    );
  const against = proof.contradicts.flatMap((id) => {
    const other = known.find((each) => each.id === id);
    return other ? [contradictionText(proof, other, t)] : [];
  });
  return [
    ...lines.filter((text) => text !== '').map((text) => ({ text })),
    ...against.map((text) => ({ text, contradicts: true })),
  ];
}

function positionText({ position }: ProofFacts, t: TFunction): string {
  if (position === null || position.distanceM === null) return '';
  const { distanceM, accuracyM, fenceM } = position;
  const accuracy =
    accuracyM === null
      ? t('console.proof.accuracyUnknown')
      : t('console.proof.accuracy', { metres: Math.round(accuracyM) });
  return t('console.proof.distance', { distance: distanceText(distanceM), accuracy, fence: fenceM });
}

function photoText({ photo, receivedAt }: ProofFacts, t: TFunction): string {
  if (photo === null) return '';
  const taken =
    photo.takenAt === null
      ? t('console.proof.noTakenAt')
      : t('console.proof.takenAt', { time: momentText(photo.takenAt, receivedAt) });
  const place =
    photo.distanceM === null
      ? t('console.proof.noPlace')
      : t('console.proof.placeAway', { distance: distanceText(photo.distanceM) });
  return `${taken} · ${place}`;
}

function contradictionText(proof: ProofFacts, other: ProofFacts, t: TFunction): string {
  const apartMs = Math.abs(Date.parse(proof.at) - Date.parse(other.at));
  return t('console.proof.contradicts', {
    other: t(`console.proof.${other.kind}`),
    time: clockText(Date.parse(other.at)),
    apart: durationText(apartMs),
  });
}

/** With its date, when that is not the one of the receipt. */
function momentText(iso: string, receivedIso: string): string {
  const [ms, receivedMs] = [Date.parse(iso), Date.parse(receivedIso)];
  const date = dateText(ms);
  return date === dateText(receivedMs) ? clockText(ms) : `${date} ${clockText(ms)}`;
}
