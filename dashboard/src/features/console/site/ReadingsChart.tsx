import { useTranslation } from 'react-i18next';
import { LimitChart } from '../../../ui/limitChart.tsx';
import type { useReadings } from './useReadings.ts';

/** Readings as a chart, or why there is none: an error, not here yet, nothing measured. */
export function ReadingsChart({
  reading: { points, span, error },
  ...chart
}: { reading: ReturnType<typeof useReadings> } & Omit<
  React.ComponentProps<typeof LimitChart>,
  'points' | 'span'
>): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <>
      {error ? <p role="alert">{error}</p> : null}
      {points === null && error === null ? <p>{t('console.loading')}</p> : null}
      {points?.length === 0 ? <p>{t('console.site.noReadings')}</p> : null}
      {points && points.length > 0 ? <LimitChart {...chart} points={points} span={span} /> : null}
    </>
  );
}
