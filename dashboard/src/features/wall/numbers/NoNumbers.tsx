import { useTranslation } from 'react-i18next';
import './numbers.css';

/** A panel whose numbers have not come yet: it says what it will show. */
export function NoNumbers(props: { title: string }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <section className="panel number" aria-label={props.title}>
      <h2>{props.title}</h2>
      <p className="number-empty">{t('numbers.waiting')}</p>
    </section>
  );
}
