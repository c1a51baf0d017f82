import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';

const hourMs = 3_600_000;
/** Spans of the charts, in the URL as `span`. */
export const spans = {
  hour: hourMs,
  day: 24 * hourMs,
  week: 7 * 24 * hourMs,
  month: 31 * 24 * hourMs,
  quarter: 92 * 24 * hourMs,
} as const;
export type Span = keyof typeof spans;
const spanNames = Object.keys(spans) as Span[];

/** The span that the address says; a day otherwise. */
export function useSpan(): Span {
  const asked = new URLSearchParams(useSearch()).get('span');
  return spanNames.find((each) => each === asked) ?? 'day';
}

/** How far back the charts of a page go. */
export function SpanChoice(props: { span: Span }): React.JSX.Element {
  const { t } = useTranslation();
  const [path, navigate] = useLocation();
  return (
    <span className="span-choice" role="group" aria-label={t('console.site.span')}>
      {spanNames.map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === props.span}
          onClick={() => navigate(`${path}?span=${each}`, { replace: true })}
        >
          {t(`console.span.${each}`)}
        </button>
      ))}
    </span>
  );
}
