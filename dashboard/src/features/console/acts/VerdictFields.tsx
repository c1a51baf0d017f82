import { type ReviewVerdict, reviewVerdicts } from '@mingchu/shared/review';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../../i18n/language.ts';
import type { FieldProps } from './ActForm.tsx';
import { CommentField } from './fields.tsx';

/** What the officer sees there; a change of verdict names the rule that describes it. */
export function VerdictFields(props: FieldProps): React.JSX.Element {
  const { t } = useTranslation();
  const { draft, live, item } = props;
  const first = reviewVerdicts.find((each) => each === draft.value('verdict')) ?? reviewVerdicts[0];
  const [chosen, setChosen] = useState<ReviewVerdict>(first);
  const rules = [...live.rules.values()].filter((rule) => rule.id !== item.violation?.ruleId);
  return (
    <>
      <fieldset className="verdicts">
        <legend>{t('console.verdict')}</legend>
        {reviewVerdicts.map((verdict) => (
          <label key={verdict}>
            <input
              type="radio"
              name="verdict"
              value={verdict}
              checked={verdict === chosen}
              onChange={() => setChosen(verdict)}
            />
            {t(`verdict.${verdict}`)}
          </label>
        ))}
      </fieldset>
      {chosen === 'reclassified' ? (
        <label>
          {t('console.reclassifyAs')}
          <select name="ruleId" required defaultValue={draft.value('ruleId')}>
            {rules.map((rule) => (
              <option key={rule.id} value={rule.id}>
                {inLanguage(rule.title)}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <CommentField draft={draft} />
      {chosen === 'false-alarm' ? <p className="act-final">{t('console.review.falseAlarm')}</p> : null}
    </>
  );
}
