import type { AdjustedSiteRule, QuietPreviewLine } from '@mingchu/shared/quietPreview';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../../http/request.ts';
import { useWork } from '../../../http/useWork.ts';
import { useLiveStore } from '../../../live/store.ts';
import { ActError } from '../../../ui/ActError.tsx';
import { spanText } from '../../../ui/time.ts';
import { actorText, ruleTitle, siteName } from '../../../ui/words.ts';
import { lineKey } from './quietChoice.ts';

/** What became of each change; what was applied can be taken back, one by one or all of it. */
export function QuietOutcome(props: {
  /** As they were previewed. */
  lines: readonly QuietPreviewLine[];
  outcome: readonly AdjustedSiteRule[];
  by: 'rule' | 'device';
  close: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { outcome, by } = props;
  const [back, setBack] = useState<ReadonlyMap<string, AdjustedSiteRule>>(new Map());
  const { busy, error, run } = useWork();
  const before = new Map(props.lines.map((line) => [lineKey(line), line.now]));
  const applied = outcome.filter((each) => each.outcome === 'applied');
  const skipped = outcome.filter((each) => each.outcome !== 'applied');
  const standing = applied.filter((each) => !back.has(lineKey(each)));
  const takeBack = (changes: readonly AdjustedSiteRule[]): Promise<boolean> =>
    run(async () => {
      const body = {
        changes: changes.map(({ siteId, ruleId, param, value }) => {
          const to = before.get(lineKey({ siteId, ruleId, param })) ?? value;
          return { siteId, ruleId, param, from: value, to };
        }),
        reason: t('office.quiet.takenBack'),
      };
      const { items } = await request<{ items: AdjustedSiteRule[] }>('POST', '/site-rules/adjust', body);
      setBack(new Map([...back, ...items.map((each) => [lineKey(each), each] as const)]));
    });
  return (
    <>
      <p className="office-outcome" role="status">
        {t('office.quiet.applied', { n: applied.length })}{' '}
        {skipped.length > 0 ? (
          <b className="quiet-skipped">▲ {t('office.quiet.skipped', { n: skipped.length })}</b>
        ) : null}
      </p>
      <div className="quiet-lines">
        <table className="office-table">
          <thead>
            <tr>
              <th scope="col">{t(by === 'rule' ? 'office.calibration.site' : 'office.noise.by.rule')}</th>
              <th scope="col">{t('office.quiet.outcome')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('office.quiet.takeBack')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {[...skipped, ...applied].map((each) => {
              const undone = back.get(lineKey(each));
              return (
                <Line
                  key={lineKey(each)}
                  by={by}
                  now={before.get(lineKey(each)) ?? each.value}
                  made={each}
                  undone={undone}
                >
                  {each.outcome === 'applied' && undone === undefined ? (
                    <button
                      type="button"
                      className="button"
                      disabled={busy}
                      onClick={() => void takeBack([each])}
                    >
                      {t('office.quiet.takeBack')}
                    </button>
                  ) : null}
                </Line>
              );
            })}
          </tbody>
        </table>
      </div>
      <ActError text={error} />
      <div className="act-buttons">
        <button type="button" className="button button-main" onClick={props.close}>
          {t('office.quiet.done')}
        </button>
        {standing.length > 1 ? (
          <button type="button" className="button" disabled={busy} onClick={() => void takeBack(standing)}>
            {t('office.quiet.takeBackAll', { n: standing.length })}
          </button>
        ) : null}
      </div>
    </>
  );
}

function Line(props: {
  by: 'rule' | 'device';
  /** Before it. */
  now: number;
  made: AdjustedSiteRule;
  /** What became of taking it back. */
  undone: AdjustedSiteRule | undefined;
  children: React.ReactNode;
}): React.JSX.Element {
  const { t } = useTranslation();
  const live = useLiveStore((store) => store.live);
  const { by, now, made } = props;
  const { siteId, ruleId, param } = made;
  const changed = t(`office.proposal.${param}`, { now, proposed: made.value });
  const told = props.undone ?? made;
  const isDone = told.outcome === 'applied';
  return (
    <tr>
      <th scope="row">{by === 'rule' ? siteName(live, siteId) : ruleTitle(live, ruleId)}</th>
      <td data-warn={!isDone}>
        {isDone ? (props.undone ? t('office.quiet.isBack', { changed }) : `✓ ${changed}`) : null}
        {told.outcome === 'site-not-found' ? `▲ ${t('error.code.site-not-found')}` : null}
        {told.outcome === 'changed-meanwhile'
          ? `▲ ${t(told.setBy === null ? 'office.quiet.changedByRulebook' : 'office.quiet.changed', {
              value: t(`office.quiet.value.${param}`, { value: told.value }),
              who: actorText(live, told.setBy ?? ''),
              when: told.setAt === null ? '' : spanText(Date.parse(told.setAt)),
            })}`
          : null}
      </td>
      <td className="office-act">{props.children}</td>
    </tr>
  );
}
