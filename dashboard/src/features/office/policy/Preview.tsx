import {
  type EscalationPolicy,
  type PolicyPreview,
  type PreviewSupposition,
  previewSuppositions,
} from '@mingchu/shared/policy';
import { severities } from '@mingchu/shared/violation';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../../http/request.ts';
import { useWork } from '../../../http/useWork.ts';
import { inLanguage, listText, wordFor } from '../../../i18n/language.ts';
import { useLiveStore } from '../../../live/store.ts';
import { minutesText } from '../statistics/figures.ts';
import { ActError } from '../../../ui/ActError.tsx';

/** Sites named in the search's answer. */
const maxSites = 50;

/** Who would be told, and when, if it happened in this kitchen now, by what is supposed. Nothing is sent. */
export function Preview(props: { policy: EscalationPolicy }): React.JSX.Element {
  const { t } = useTranslation();
  const sites = useLiveStore((store) => store.live.sites);
  const [search, setSearch] = useState('');
  const rules = useLiveStore((store) => store.live.rules);
  const [what, setWhat] = useState<string>('major');
  const [suppose, setSuppose] = useState<PreviewSupposition>('nobody-answers');
  const [answer, setAnswer] = useState<PolicyPreview | null>(null);
  const { error, run } = useWork();
  const named = [...sites.values()].filter((site) => site.name.includes(search)).slice(0, maxSites);
  const chosen = [...sites.values()].find((site) => site.name === search);
  const rule = rules.get(what);
  const severity = rule?.severity ?? what;
  const sends = rule?.condition?.autoDispatch ?? 'dispatch';
  const ask = (): Promise<boolean> =>
    run(async () => {
      const body = { siteId: chosen?.id, severity, policy: props.policy, suppose };
      setAnswer(await request<PolicyPreview>('POST', '/policy/preview', body));
    });
  return (
    <section className="office-preview" aria-label={t('office.preview')}>
      <h3>{t('office.preview')}</h3>
      <form
        className="office-row"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <label className="office-grow">
          {t('office.preview.site')}
          <input
            list="preview-sites"
            placeholder={t('office.door.site.hint')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <datalist id="preview-sites">
            {named.map((site) => (
              <option key={site.id} value={site.name} />
            ))}
          </datalist>
        </label>
        <label>
          {t('office.preview.what')}
          <select value={what} onChange={(event) => setWhat(event.target.value)}>
            <optgroup label={t('office.by.severity')}>
              {severities.map((each) => (
                <option key={each} value={each}>
                  {t(`severity.${each}`)}
                </option>
              ))}
            </optgroup>
            <optgroup label={t('office.by.rule')}>
              {[...rules.values()].map(({ id, title }) => (
                <option key={id} value={id}>
                  {inLanguage(title)}
                </option>
              ))}
            </optgroup>
          </select>
        </label>
        <label>
          {t('office.preview.suppose')}
          <select value={suppose} onChange={(event) => setSuppose(event.target.value as PreviewSupposition)}>
            {previewSuppositions.map((each) => (
              <option key={each} value={each}>
                {t(`office.preview.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="button" disabled={chosen === undefined}>
          {t('office.preview.ask')}
        </button>
      </form>
      <ActError text={error} />
      {sends === 'dispatch' ? null : <p className="office-none">{`▲ ${t(`office.preview.${sends}`)}`}</p>}
      {answer === null ? (
        <p className="office-none">{t('office.preview.hint')}</p>
      ) : (
        <PreviewSteps answer={answer} />
      )}
    </section>
  );
}

/** Who is told what, and when. */
export function PreviewSteps({ answer }: { answer: PolicyPreview }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <ol className="office-timeline" data-testid="preview">
      {answer.steps.map((step, index) => (
        <li key={`${step.afterS} ${step.step} ${index}`}>
          <b className="num">{minutesText(step.afterS * 1_000)}</b>
          <span>{wordFor('office.step', step.step)}</span>
          <span>
            {listText(
              step.to.map(({ to, name, etaS, rough }) => {
                if (name === undefined) return wordFor('office.who', to);
                if (etaS === undefined) return name;
                const minute = Math.ceil(etaS / 60);
                return `${name} · ${t(rough ? 'office.preview.etaRough' : 'office.preview.eta', { minute })}`;
              }),
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
