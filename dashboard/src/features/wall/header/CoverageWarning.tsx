import type { CoverageGap } from '@mingchu/shared/shift';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '../../../live/useLive.ts';
import { whenMinuteText } from '../../../ui/time.ts';

/** Grids named in the header; the number of all stands before them, where nothing cuts it off. */
const maxNamed = 3;

/** Grids that nobody covers, now or soon, before anything happens there. Nothing when all are covered. */
export function CoverageWarning(props: { gaps: readonly CoverageGap[] }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { gaps } = props;
  const now = useServerNow(60_000);
  if (gaps.length === 0) return null;
  const named = gaps
    .slice(0, maxNamed)
    .map((gap) =>
      gap.state === 'uncovered-now'
        ? t('wall.uncovered.now', { grid: gap.gridName })
        : t('wall.uncovered.soon', { grid: gap.gridName, time: whenMinuteText(Date.parse(gap.from), now) }),
    );
  return (
    <p className="wall-uncovered one-line" role="status" data-testid="uncovered">
      <b className="num">
        ▲ {t('wall.uncovered')} {gaps.length}
      </b>
      {` ${named.join(' · ')}${gaps.length > maxNamed ? ' …' : ''}`}
    </p>
  );
}
