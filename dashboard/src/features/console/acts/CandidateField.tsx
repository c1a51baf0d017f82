import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../../../live/store.ts';
import { positionText } from './positionText.ts';
import { PhoneLink } from '../PhoneLink.tsx';
import type { FieldProps } from './ActForm.tsx';
import { type Candidate, candidatesFor, positionOldAfterMs } from './candidates.ts';

/** As many as a person compares; the others come when they are asked for. */
const firstShown = 7;

/** The people who could go, with how far they are and what they have to do already. */
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

function CandidateRow(props: { candidate: Candidate; chosen: boolean }): React.JSX.Element {
  const { t } = useTranslation();
  const { candidate } = props;
  const ageMs = candidate.positionAgeMs;
  const old = ageMs === null || ageMs > positionOldAfterMs;
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
      <span className="num" data-old={old}>
        {Number.isNaN(candidate.distanceM) ? '' : distanceText(candidate.distanceM)}
      </span>
      <span className="num">{t('console.candidate.orders', { n: candidate.openOrders })}</span>
      <small>
        {[
          candidate.onShift ? '' : t('console.person.offShift'),
          candidate.ownGroup ? '' : t('console.candidate.otherGroup'),
          old ? positionText(ageMs) : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </small>
    </label>
  );
}

/** `850 m` or `2.4 km`. */
function distanceText(metres: number): string {
  return metres < 1_000 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1_000).toFixed(1)} km`;
}
