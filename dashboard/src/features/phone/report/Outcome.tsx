import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../../i18n/language.ts';
import { useServerNow } from '../../../live/useLive.ts';
import { OneOf } from '../OneOf.tsx';
import type { FormProps } from './formProps.ts';

/** What he found, in one touch. */
export function Outcome({ checklist, draft }: FormProps): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <OneOf
      part="outcome"
      legend={t('phone.report.outcome')}
      name="outcome"
      values={checklist.outcomes}
      textOf={(outcome) => t(`phone.outcome.${outcome}`)}
      chosen={draft.fields.outcome}
      choose={(outcome) => draft.change({ outcome })}
    />
  );
}

/** What some outcomes ask for besides. */
export function OutcomeDetail({ live, draft }: FormProps): React.JSX.Element | null {
  const { t } = useTranslation();
  const now = useServerNow(60_000);
  const { fields, change } = draft;
  if (fields.outcome === 'reclassified')
    return (
      <label className="field" data-part="rule">
        {t('phone.report.rule')}
        <select
          name="ruleId"
          value={fields.ruleId}
          onChange={(event) => change({ ruleId: event.target.value })}
        >
          <option value="">{t('phone.report.rule.choose')}</option>
          {[...live.rules.values()].map((rule) => (
            <option key={rule.id} value={rule.id}>
              {inLanguage(rule.title)}
            </option>
          ))}
        </select>
      </label>
    );
  if (fields.outcome === 'transfer-to-case')
    return <p className="order-note">{t('phone.report.transfer')}</p>;
  if (fields.outcome !== 'to-correct-by-date') return null;
  return (
    <label className="field" data-part="date">
      {t('phone.report.correctBy')}
      <input
        type="date"
        name="correctBy"
        min={districtDate(now)}
        value={fields.correctBy}
        onChange={(event) => change({ correctBy: event.target.value })}
      />
    </label>
  );
}

/** `YYYY-MM-DD` in the district. */
function districtDate(ms: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(ms);
}
