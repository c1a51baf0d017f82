import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../../i18n/language.ts';
import { type Lacking, partOf } from './reportDraft.ts';

/** What the report still lacks; each leads to its place in the form. */
export function Missing(props: { lacking: readonly Lacking[] }): React.JSX.Element {
  const { t } = useTranslation();
  const name = (each: Lacking): string =>
    each.what === 'answer'
      ? inLanguage(each.question.text)
      : each.what === 'number'
        ? t('phone.report.lacks.number', { question: inLanguage(each.question.text) })
        : t(`phone.report.lacks.${each.what}`);
  return (
    <div className="order-error" data-testid="report-lacking">
      <p>{t('phone.report.lacks')}</p>
      <ul>
        {props.lacking.map((each) => (
          <li key={partOf(each)}>
            <button
              type="button"
              className="phone-quiet"
              onClick={(event) => showPart(event.currentTarget.form, partOf(each))}
            >
              {name(each)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function showPart(form: HTMLFormElement | null, part: string): void {
  const place = form?.querySelector(`[data-part="${CSS.escape(part)}"]`);
  place?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  place?.querySelector<HTMLElement>('input, select')?.focus({ preventScroll: true });
}
