import type { Severity } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';

/** The shape that doubles each severity's colour: ◆ ▲ ■ ●, in a 24-unit box. */
export const severityPaths = {
  critical: 'M12 0 24 12 12 24 0 12Z',
  major: 'M12 1 24 23H0Z',
  minor: 'M2 2H22V22H2Z',
  info: 'M12 1a11 11 0 1 0 0 22a11 11 0 1 0 0-22Z',
} as const satisfies Record<Severity, string>;

/** Shape and colour of a severity, named for those who cannot see it. */
export function SeverityMark(props: {
  severity: Severity;
  size: string;
  blink?: boolean;
}): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <svg
      className={props.blink ? 'mark blink' : 'mark'}
      data-severity={props.severity}
      viewBox="0 0 24 24"
      style={{ width: props.size, height: props.size }}
      role="img"
      aria-label={t(`severity.${props.severity}`)}
    >
      <path d={severityPaths[props.severity]} />
    </svg>
  );
}
