import { severities } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';
import { foldedAway } from '../../../live/flood.ts';
import { useLiveParts } from '../../../live/useLive.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { everything } from '../../../ui/deskPath.ts';
import { ruleTitle } from '../../../ui/words.ts';
import { DeskLink } from '../DeskLink.tsx';

/** What has no row: what does not fit and, in a flood, what is folded away; how many, and how bad. Leads to it at the desk. */
export function Leftover(props: {
  hidden: readonly WorkItem[];
  folded: readonly WorkItem[];
}): React.JSX.Element | null {
  const { t } = useTranslation();
  const { rules } = useLiveParts('rules');
  const { hidden, folded } = props;
  if (hidden.length + folded.length === 0) return null;
  const common = commonRule(folded);
  return (
    <div className="rows-more num" data-testid="queue-leftover">
      {hidden.length > 0 ? (
        <DeskLink opens={everything}>
          {t('wall.more', { n: hidden.length })} <Counts items={hidden} />
        </DeskLink>
      ) : null}
      {folded.length > 0 ? (
        <DeskLink opens={foldedAway} testId="flood-fold">
          {t('queue.folded')} <Counts items={folded} />
          {common === null ? null : (
            <b className="one-line">{`${ruleTitle({ rules }, common.ruleId)} ${common.count}`}</b>
          )}
        </DeskLink>
      ) : null}
    </div>
  );
}

/** The rule of most of the items, when it is that of more than half: one cause of many is named. */
function commonRule(items: readonly WorkItem[]): { ruleId: string; count: number } | null {
  const counts = new Map<string, number>();
  for (const { violation } of items)
    if (violation) counts.set(violation.ruleId, (counts.get(violation.ruleId) ?? 0) + 1);
  for (const [ruleId, count] of counts) if (count * 2 > items.length) return { ruleId, count };
  return null;
}

function Counts({ items }: { items: readonly WorkItem[] }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <>
      {severities.map((severity) => {
        const count = items.filter((item) => item.severity === severity).length;
        if (count === 0) return null;
        return (
          <span key={severity} className="rows-more-part" data-severity={severity}>
            <SeverityMark severity={severity} size="1.25rem" />
            <b>{count}</b>
            <span className="visually-hidden">{t(`severity.${severity}`)}</span>
          </span>
        );
      })}
    </>
  );
}
