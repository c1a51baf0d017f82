import type { AdjustedSiteRule, StandingAdjustment } from '@mingchu/shared/quietPreview';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../../http/request.ts';
import { useWork } from '../../../http/useWork.ts';
import { useLiveStore } from '../../../live/store.ts';
import { ActError } from '../../../ui/ActError.tsx';
import { spanText } from '../../../ui/time.ts';
import { actorText, ruleTitle, siteName } from '../../../ui/words.ts';
import { Part } from '../Page.tsx';
import { useAnswer } from '../useAnswer.ts';
import { type AppliedAct, appliedActs } from './appliedActs.ts';

/** What was applied against noise and holds still, by act; each can be taken back in one kitchen or in all. */
export function Applied(props: {
  /** Another when something was applied. */
  turn: number;
  changed: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const answer = useAnswer<{ items: StandingAdjustment[] }>('/site-rules/adjusted');
  const { busy, error, run } = useWork();
  const [outcome, setOutcome] = useState<string | null>(null);
  const { again } = answer;
  const readFor = useRef(props.turn);
  useEffect(() => {
    if (readFor.current !== props.turn) again();
    readFor.current = props.turn;
  }, [props.turn, again]);
  const takeBack = ({ ruleId, param, from, to }: AppliedAct, siteIds: readonly string[]) =>
    run(async () => {
      const changes = siteIds.map((siteId) => ({ siteId, ruleId, param, from: to, to: from }));
      const { items } = await request<{ items: AdjustedSiteRule[] }>('POST', '/site-rules/adjust', {
        changes,
        reason: t('office.applied.reason'),
      });
      const back = items.filter((each) => each.outcome === 'applied').length;
      setOutcome(
        back === items.length
          ? t('office.applied.back', { n: back })
          : t('office.applied.backSome', { n: back, left: items.length - back }),
      );
      again();
      props.changed();
    });
  return (
    <Part
      title={t('office.applied')}
      answer={answer}
      empty={({ items }) => (items.length === 0 ? t('office.applied.none') : null)}
    >
      {({ items }) => (
        <>
          <p className="office-period" role="status">
            {outcome ?? t('office.applied.hint')}
          </p>
          <table className="office-table" data-testid="applied">
            <thead>
              <tr>
                <th scope="col">{t('office.noise.by.rule')}</th>
                <th scope="col">{t('office.applied.who')}</th>
                <th scope="col">{t('office.calibration.site')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('office.quiet.takeBack')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {appliedActs(items).map((act) => (
                <Act
                  key={act.key}
                  act={act}
                  busy={busy}
                  takeBack={(siteIds) => void takeBack(act, siteIds)}
                />
              ))}
            </tbody>
          </table>
          <ActError text={error} />
        </>
      )}
    </Part>
  );
}

function Act(props: {
  act: AppliedAct;
  busy: boolean;
  takeBack: (siteIds: readonly string[]) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { act, busy, takeBack } = props;
  return (
    <tr>
      <th scope="row">
        {ruleTitle(live, act.ruleId)}
        <br />
        <small className="num">
          {t(`office.proposal.${act.param}`, { now: act.from, proposed: act.to })}
        </small>
      </th>
      <td>
        {actorText(live, act.by)} · <span className="num">{spanText(Date.parse(act.at))}</span>
        <br />
        <small>{act.reason}</small>
      </td>
      <td>
        <ul className="quiet-kitchens">
          {act.siteIds.map((siteId) => (
            <li key={siteId}>
              {siteName(live, siteId)}{' '}
              {act.siteIds.length > 1 ? (
                <button type="button" className="button" disabled={busy} onClick={() => takeBack([siteId])}>
                  {t('office.quiet.takeBack')}
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      </td>
      <td className="office-act">
        <button type="button" className="button" disabled={busy} onClick={() => takeBack(act.siteIds)}>
          {act.siteIds.length > 1
            ? t('office.quiet.takeBackAll', { n: act.siteIds.length })
            : t('office.quiet.takeBack')}
        </button>
      </td>
    </tr>
  );
}
