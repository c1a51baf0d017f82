import type { ArrivalClaim, ProofFacts, ProofView } from '@mingchu/shared/arrival';
import type { Dispatch } from '@mingchu/shared/dispatch';
import { may } from '@mingchu/shared/permissions';
import type { Role } from '@mingchu/shared/vocabulary';
import { useTranslation } from 'react-i18next';
import { wordFor } from '../../../i18n/language.ts';
import type { LiveState } from '../../../live/reducer.ts';
import { distanceText } from '../../../ui/distanceText.ts';
import { inspectorName, siteName } from '../../../ui/words.ts';
import { distanceM } from '@mingchu/shared/distance';
import { Photos } from './ReportPart.tsx';
import { proofLines } from './proofLines.ts';
import { momentText } from './recordWords.ts';
import type { CaseRecord } from './useCaseRecord.ts';

const verdictMarks = { holds: '✓', unproven: '○', elsewhere: '✕', conflicts: '✕' } as const;

/** An arrival that its proofs leave open: everything that speaks for and against it, beside the two answers. */
export function ArrivalClaimPart(props: {
  live: LiveState;
  dispatch: Dispatch;
  record: CaseRecord;
  role: Role;
}): React.JSX.Element | null {
  const { t } = useTranslation();
  const { live, dispatch, record } = props;
  const claim = dispatch.arrivalClaim;
  if (!claim || dispatch.arrivedAt !== null) return null;
  const known = record.proofs.filter(
    ({ inspectorId, offerNumber }) =>
      inspectorId === claim.inspectorId && offerNumber === dispatch.offerCount,
  );
  const photos = record.photos.filter(({ purpose }) => purpose === 'arrival').map(({ sha256 }) => sha256);
  return (
    <section className="card claim" data-claim={claim.state} aria-label={t('console.claim')}>
      <h3>
        {t(`console.claim.${claim.state}`, {
          who: t(may(props.role, 'arrival.judge') ? 'console.claim.yours' : 'console.claim.officers'),
        })}
      </h3>
      <p>
        {t('console.claim.says', {
          who: inspectorName(live, claim.inspectorId),
          time: momentText(claim.at),
          site: siteName(live, dispatch.siteId),
        })}
      </p>
      <ul className="proofs">
        {claim.proofs.map((proof, index) => (
          <Proof key={`${proof.kind} ${proof.at} ${index}`} proof={proof} known={known} />
        ))}
      </ul>
      {claim.proofs.length === 0 ? <p>{t('console.claim.noProof')}</p> : null}
      <p className="claim-distance">{lastSeenText(live, dispatch, claim)}</p>
      <Photos dispatchId={dispatch.id} purpose="arrival" photos={photos} />
      {claim.comment ? <q>{claim.comment}</q> : null}
    </section>
  );

  function lastSeenText(state: LiveState, order: Dispatch, { inspectorId }: ArrivalClaim): string {
    const [site, person] = [state.sites.get(order.siteId), state.inspectors.get(inspectorId)];
    if (!site || !person || person.at === null) return '';
    const distance = distanceText(distanceM(site, person));
    return t('console.claim.distance', { distance, time: momentText(person.at) });
  }
}

/** The live claim says what the proof is worth; what that rests on comes with the record. */
function Proof(props: { proof: ProofView; known: readonly ProofFacts[] }): React.JSX.Element {
  const { t } = useTranslation();
  const { proof, known } = props;
  const { kind, verdict, reason, at } = proof;
  const facts = known.find((each) => each.kind === kind && each.reason === reason && each.at === at);
  return (
    <li data-verdict={verdict}>
      <span aria-hidden="true">{verdictMarks[verdict]}</span>
      <b>{t(`console.proof.${kind}`)}</b>
      <span>{`${t(`console.proofVerdict.${verdict}`)} · ${wordFor('reason', reason)}`}</span>
      <time className="num" dateTime={at}>
        {momentText(at)}
      </time>
      {facts ? (
        <ul className="proof-facts num">
          {proofLines(facts, known, t).map((line) => (
            <li key={line.text} data-contradiction={line.contradicts ?? false}>
              {line.text}
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}
