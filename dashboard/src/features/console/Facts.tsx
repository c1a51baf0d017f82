import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { TextKey } from '../../i18n/zh.ts';

/** Text key of the name, and the value in words or drawn; an empty value is left out. */
export type Fact = readonly [TextKey, string | React.JSX.Element];

/** Facts as name and value. */
export function Facts(props: { facts: readonly Fact[] }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <dl className="facts num">
      {props.facts
        .filter(([, value]) => value !== '')
        .map(([key, value]) => (
          <Fragment key={key}>
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
