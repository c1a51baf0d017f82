/** Fields that several forms share. Values begin with the draft. */
import { longestShelfMinutes, type Severity } from '@mingchu/shared/violation';
import { useTranslation } from 'react-i18next';
import { maxExtensionMinutes, officerFields } from './actBody.ts';
import type { Draft } from './drafts.ts';

/** Why; must be filled in. */
export function ReasonField(props: { draft: Draft }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <label>
      {t('console.reason')}
      <textarea name="reason" rows={2} maxLength={500} required defaultValue={props.draft.value('reason')} />
    </label>
  );
}

export function CommentField(props: { draft: Draft }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <label>
      {t('console.comment.optional')}
      <textarea name="comment" rows={2} maxLength={500} defaultValue={props.draft.value('comment')} />
    </label>
  );
}

const usualMinutes = [15, 30, 60, 120, 240, 480];

/** For how long, whether it ends with the condition, and why: the graver, the shorter. */
export function ShelveFields(props: { severity: Severity; draft: Draft }): React.JSX.Element {
  const { t } = useTranslation();
  const { draft, severity } = props;
  const longest = longestShelfMinutes[severity];
  return (
    <>
      <label>
        {t('console.minutes', { max: longest })}
        <input
          name="minutes"
          type="number"
          min={1}
          max={longest}
          defaultValue={draft.value('minutes', '30')}
          list="shelve-minutes"
          required
        />
        <datalist id="shelve-minutes">
          {usualMinutes
            .filter((minutes) => minutes <= longest)
            .map((minutes) => (
              <option key={minutes} value={minutes} />
            ))}
        </datalist>
      </label>
      <label className="act-check">
        <input name="untilClear" type="checkbox" defaultChecked={draft.value('untilClear') !== ''} />
        {t('console.untilClear')}
      </label>
      <ReasonField draft={draft} />
      <p className="act-hint">{t('console.shelve.hint')}</p>
    </>
  );
}

/** How many minutes more. */
export function MinutesField(props: { draft: Draft }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <label>
      {t('console.extension.minutes', { max: maxExtensionMinutes })}
      <input
        name="minutes"
        type="number"
        min={1}
        max={maxExtensionMinutes}
        defaultValue={props.draft.value('minutes', '5')}
        required
      />
    </label>
  );
}

/** The case's number and the two officers who take it over. */
export function TransferFields(props: { draft: Draft }): React.JSX.Element {
  const { t } = useTranslation();
  const { draft } = props;
  return (
    <>
      <label>
        {t('console.caseRef')}
        <input name="caseRef" maxLength={60} required defaultValue={draft.value('caseRef')} />
      </label>
      <fieldset className="officers">
        <legend>{t('console.officers')}</legend>
        {officerFields.map((name, index) => (
          <input
            key={name}
            name={name}
            maxLength={60}
            required={index < 2}
            aria-label={t('console.officer', { n: index + 1 })}
            placeholder={t('console.officer', { n: index + 1 })}
            defaultValue={draft.value(name)}
          />
        ))}
      </fieldset>
      <CommentField draft={draft} />
    </>
  );
}
