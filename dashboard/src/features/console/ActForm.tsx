import { type ReviewVerdict, reviewVerdicts } from '@mingchu/shared/review';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inLanguage } from '../../i18n/language.ts';
import type { LiveState } from '../../live/reducer.ts';
import type { WorkItem } from '../../live/worklist.ts';

export type FormAct = 'review' | 'shelve' | 'reassign' | 'recall';

/** Body of the request, from the fields of the form. */
function bodyFrom(act: FormAct, form: FormData): object {
  const text = (name: string): string => String(form.get(name) ?? '').trim();
  switch (act) {
    case 'review': {
      const comment = text('comment');
      const ruleId = text('ruleId');
      return {
        verdict: text('verdict') as ReviewVerdict,
        ...(ruleId === '' ? {} : { ruleId }),
        ...(comment === '' ? {} : { comment }),
      };
    }
    case 'shelve':
      return { minutes: Number(text('minutes')), reason: text('reason') };
    case 'reassign':
      return { inspectorId: text('inspectorId'), reason: text('reason') };
    case 'recall':
      return { reason: text('reason') };
  }
}

/** What an act needs to know: a verdict, a time, a person, a reason. */
export function ActForm(props: {
  act: FormAct;
  live: LiveState;
  item: WorkItem;
  busy: boolean;
  send: (body: object) => void;
  cancel: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { act } = props;
  const form = useRef<HTMLFormElement | null>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus(), []);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    props.send(bodyFrom(act, new FormData(event.currentTarget)));
  };
  return (
    <form ref={form} className="act-form" onSubmit={submit} aria-label={t(`act.${act}`)}>
      {act === 'review' ? <Verdicts live={props.live} current={props.item.violation?.ruleId} /> : null}
      {act === 'shelve' ? (
        <label>
          {t('console.minutes')}
          <input name="minutes" type="number" min={1} max={480} defaultValue={30} required />
        </label>
      ) : null}
      {act === 'reassign' ? (
        <People live={props.live} current={props.item.dispatch?.inspectorId ?? null} />
      ) : null}
      {act === 'review' ? (
        <label>
          {t('console.comment.optional')}
          <textarea name="comment" rows={2} maxLength={500} />
        </label>
      ) : (
        <label>
          {t('console.reason')}
          <textarea name="reason" rows={2} maxLength={500} required />
        </label>
      )}
      <div className="act-buttons">
        <button type="submit" className="button button-main" data-testid="act-send" disabled={props.busy}>
          {t(`act.${act}`)}
        </button>
        <button type="button" className="button" onClick={props.cancel}>
          {t('console.cancel')}
        </button>
      </div>
    </form>
  );
}

/** What the officer sees there; a change of verdict names the rule that describes it. */
function Verdicts(props: { live: LiveState; current: string | undefined }): React.JSX.Element {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<ReviewVerdict>(reviewVerdicts[0]);
  const rules = [...props.live.rules.values()].filter((rule) => rule.id !== props.current);
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
          <select name="ruleId" required>
            {rules.map((rule) => (
              <option key={rule.id} value={rule.id}>
                {inLanguage(rule.title)}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </>
  );
}

/** People to send instead: those on shift first. */
function People(props: { live: LiveState; current: string | null }): React.JSX.Element {
  const { t } = useTranslation();
  const people = [...props.live.inspectors.values()]
    .filter((inspector) => inspector.inspectorId !== props.current)
    .sort((a, b) => Number(b.onShift) - Number(a.onShift) || a.name.localeCompare(b.name, 'zh-CN'));
  return (
    <label>
      {t('console.person')}
      <select name="inspectorId" required>
        {people.map((inspector) => (
          <option key={inspector.inspectorId} value={inspector.inspectorId}>
            {inspector.onShift ? inspector.name : `${inspector.name}（${t('console.person.offShift')}）`}
          </option>
        ))}
      </select>
    </label>
  );
}
