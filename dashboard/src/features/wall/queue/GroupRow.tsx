import { type Severity, severities } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';
import type { FloodGroup } from '../../../live/flood.ts';
import { useLiveParts, useServerNow } from '../../../live/useLive.ts';
import { countdownOf, type WorkItem } from '../../../live/worklist.ts';
import { countdownText } from '../../../ui/Ring.tsx';
import { SeverityMark } from '../../../ui/SeverityMark.tsx';
import { whenMinuteText } from '../../../ui/time.ts';
import { ruleTitle, siteName } from '../../../ui/words.ts';
import { DeskLink } from '../DeskLink.tsx';
import { SiteLink } from '../SiteLink.tsx';

/**
 * What belongs together in a flood: its name, how many, what came first, and the least time left. It leads to the kitchen
 * of what came first; how many there are leads to all of them at the desk.
 */
export function GroupRow(props: { group: FloodGroup }): React.JSX.Element | null {
  const { t } = useTranslation();
  const live = useLiveParts('sites', 'rules');
  const { group } = props;
  const nowMs = useServerNow();
  const [first] = group.items;
  if (!first) return null;
  const countdown = countdownOf(leastTimeLeft(group.items)?.dispatch ?? null, nowMs);
  const worst = worstOf(group.items);
  const overdue = countdown.kind === 'overdue';
  const onset = Date.parse(first.violation?.onsetAt ?? first.dispatch?.openedAt ?? '');
  const cause =
    group.by === 'site' ? ruleTitle(live, first.violation?.ruleId ?? '') : siteName(live, first.siteId);
  return (
    <li className="group" data-testid="flood-group" data-severity={worst} data-overdue={overdue}>
      <SeverityMark severity={worst} size="1.75rem" />
      <div className="group-words">
        <p className="group-name one-line">
          <SiteLink siteId={first.siteId}>
            {group.by === 'site' ? siteName(live, group.id) : ruleTitle(live, group.id)}
          </SiteLink>
        </p>
        <p className="group-first one-line num">
          {`${t(`severity.${worst}`)} · ${t('queue.group.first')} ${Number.isNaN(onset) ? '' : whenMinuteText(onset, nowMs)} ${cause}`}
        </p>
      </div>
      <b className="group-count num">
        {group.by === 'site' ? (
          t('queue.group.site', { n: group.items.length })
        ) : (
          <DeskLink opens={group.heldBy} testId="flood-group-all">
            {t('queue.group.cause', { n: group.items.length, sites: group.sites })}
          </DeskLink>
        )}
      </b>
      <span className="group-left num">{countdown.kind === 'none' ? '' : countdownText(countdown)}</span>
    </li>
  );
}

/** The one whose clock runs out first; undefined when none runs. */
function leastTimeLeft(items: readonly WorkItem[]): WorkItem | undefined {
  return items
    .filter(({ dispatch }) => ['running', 'overdue'].includes(countdownOf(dispatch, 0).kind))
    .sort((a, b) => ((a.dispatch?.dueAt ?? '') < (b.dispatch?.dueAt ?? '') ? -1 : 1))[0];
}

function worstOf(items: readonly WorkItem[]): Severity {
  return severities.find((severity) => items.some((item) => item.severity === severity)) ?? 'info';
}
