import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../../../live/store.ts';
import { roughDistanceText } from '../../../ui/distanceText.ts';
import { positionText } from './positionText.ts';
import { PhoneLink } from '../PhoneLink.tsx';
import type { FieldProps } from './ActForm.tsx';
import { positionFreshMs } from '@mingchu/shared/estimate';
import { type Candidate, candidatesFor } from './candidates.ts';

/** As many as a person compares; the others come when they are asked for. */
const firstShown = 7;

/** The people who could go, with when they could be there and what they have to do already. */
export function CandidateField(props: FieldProps): React.JSX.Element {
  const { t } = useTranslation();
  const { live, item, draft } = props;
  const [all, setAll] = useState(false);
  const site = live.sites.get(item.siteId);
  const groupId = live.grids.find((grid) => grid.id === site?.gridId)?.groupId ?? null;
  // Drawn once: a list that reorders itself under the hand sends the wrong person.
  const candidates = useMemo(
    () =>
      candidatesFor(item.dispatch ?? { id: '', inspectorId: null }, site, {
        inspectors: live.inspectors.values(),
        dispatches: live.dispatches.values(),
        groupId,
        nowMs: serverNow(),
        arrivals: props.arrivals,
      }),
    [item.id],
  );
  const chosen = draft.value('inspectorId', candidates.find(({ onShift }) => onShift)?.inspectorId ?? '');
  if (candidates.length === 0) return <p className="act-hint">{t('console.candidates.none')}</p>;
  return (
    <fieldset className="candidates">
      <legend>{t('console.candidates')}</legend>
      {candidates.slice(0, all ? undefined : firstShown).map((candidate) => (
        <CandidateRow
          key={candidate.inspectorId}
          candidate={candidate}
          chosen={candidate.inspectorId === chosen}
        />
      ))}
      {all || candidates.length <= firstShown ? null : (
        <button type="button" className="quiet" onClick={() => setAll(true)}>
          {t('console.candidates.rest', { n: candidates.length - firstShown })}
        </button>
      )}
    </fieldset>
  );
}

type Words = ReturnType<typeof useTranslation>['t'];

function CandidateRow(props: { candidate: Candidate; chosen: boolean }): React.JSX.Element {
  const { t } = useTranslation();
  const { candidate } = props;
  const ageMs = candidate.positionAgeMs;
  const old = ageMs === null || ageMs > positionFreshMs;
  return (
    <label data-on-shift={candidate.onShift}>
      <input
        type="radio"
        name="inspectorId"
        value={candidate.inspectorId}
        defaultChecked={props.chosen}
        required
      />
      <span>
        <b>{candidate.name}</b> <PhoneLink inspectorId={candidate.inspectorId} name={candidate.name} />
      </span>
      <span className="num" data-old={candidate.eta ? candidate.eta.rough : old}>
        {etaText(candidate, old, t)}
      </span>
      <span className="num">{t('console.candidate.orders', { n: candidate.openOrders })}</span>
      <small>
        {[
          candidate.onShift ? '' : t('console.person.offShift'),
          candidate.ownGroup ? '' : t('console.candidate.otherGroup'),
          old ? positionText(ageMs) : candidate.eta ? awayText(candidate.distanceM) : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </small>
    </label>
  );
}

/** `8 分钟`, `约 8 分钟` where his position is not known, or that nothing can be said of him. */
function etaText({ eta, onShift, distanceM }: Candidate, old: boolean, t: Words): string {
  if (eta !== null) {
    const n = Math.max(1, Math.round((eta.atMs - serverNow()) / 60_000));
    return t(eta.rough ? 'console.candidate.etaRough' : 'console.candidate.eta', { n });
  }
  if (!old) return awayText(distanceM);
  return onShift ? t('console.position.unknown') : '';
}

/** Empty where the kitchen is not known. */
function awayText(metres: number): string {
  return Number.isNaN(metres) ? '' : roughDistanceText(metres);
}
