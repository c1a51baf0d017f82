import {
  acceptableRate,
  floodBeginsAbove,
  type LoadJudgement,
  manageableRate,
} from '@mingchu/shared/alarmLoad';
import { useTranslation } from 'react-i18next';
import './loadMark.css';

/** The bar ends beyond the beginning of a flood. */
const barEnd = floodBeginsAbove * 1.25;
const bands = [acceptableRate, manageableRate, floodBeginsAbove, barEnd];
const partOf = (rate: number): string => `${Math.min(1, rate / barEnd) * 100}%`;

/** Each judgement has a shape of its own, whatever its colour. */
const shapes: Record<LoadJudgement, string> = {
  acceptable: '○',
  manageable: '◇',
  'over-demanding': '▲',
  flood: '◆',
};

/** Alarms in 10 minutes over the bands of EEMUA 191 and ISA-18.2: acceptable, manageable, too much, a flood. */
export function LoadBar({ rate }: { rate: number }): React.JSX.Element {
  return (
    <span className="load-bar" aria-hidden="true">
      {bands.map((end, index) => (
        <span
          key={end}
          style={{ left: partOf(bands[index - 1] ?? 0), width: partOf(end - (bands[index - 1] ?? 0)) }}
        />
      ))}
      <i style={{ width: partOf(rate) }} />
    </span>
  );
}

/** The judgement by shape and word. */
export function LoadWord({ judgement }: { judgement: LoadJudgement }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <b className="load-word" data-judgement={judgement}>
      <span aria-hidden="true">{shapes[judgement]}</span> {t(`console.load.${judgement}`)}
    </b>
  );
}

/** One digit behind the point; a whole number without. */
export function roundedRate(rate: number): number {
  return Math.round(rate * 10) / 10;
}
