import type { ArrivalFigures } from '@mingchu/shared/statistics';
import { useTranslation } from 'react-i18next';
import { StackedBars } from '../../../ui/charts.tsx';
import { Part } from '../Page.tsx';
import { useAnswer } from '../useAnswer.ts';
import { ChartTwice } from './ChartTwice.tsx';
import { type Span, spanQuery, daysOf } from './span.ts';

/** What an order came to, with the colour that it has on every screen. */
const parts = [
  ['onTime', 'var(--line-strong)'],
  ['late', 'var(--major)'],
  ['missed', 'var(--critical)'],
] as const;

/** Day by day: how many came in time, late or not at all. */
export function Trend(props: { span: Span }): React.JSX.Element {
  const { t } = useTranslation();
  const { span } = props;
  const answer = useAnswer<{ items: ArrivalFigures[] }>(`/statistics/arrivals?by=day&${spanQuery(span)}`);
  return (
    <Part
      title={t('office.trend')}
      answer={answer}
      empty={({ items }) => (items.length === 0 ? t('office.noOrders') : null)}
    >
      {({ items }) => (
        <>
          <ul className="office-legend">
            {parts.map(([part, fill]) => (
              <li key={part}>
                <span style={{ background: fill }} /> {t(`office.${part}`)}
              </li>
            ))}
          </ul>
          <ChartTwice
            chart={(given) => (
              <StackedBars
                {...given}
                bars={daysOf(span).map((day) => {
                  const figures = items.find(({ key }) => key === day);
                  const [, month, date] = day.split('-').map(Number);
                  return {
                    name: `${month}/${date}`,
                    counts: parts.map(([part]) => figures?.[part] ?? 0),
                  };
                })}
                fills={parts.map(([, fill]) => fill)}
                label={t('office.trend')}
              />
            )}
          />
        </>
      )}
    </Part>
  );
}
