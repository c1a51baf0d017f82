import type {
  AdjustedSiteRule,
  QuietPreview as Preview,
  QuietPreviewLine,
} from '@mingchu/shared/quietPreview';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../../../http/request.ts';
import { useWork } from '../../../http/useWork.ts';
import { ActError } from '../../../ui/ActError.tsx';
import { type Answer, useAnswer } from '../useAnswer.ts';
import { firstChosen, sumOf, toggled } from './quietChoice.ts';
import { QuietOutcome } from './QuietOutcome.tsx';
import { QuietTable } from './QuietTable.tsx';
import './quiet.css';

/** What one proposal, or those of a device, would change in each kitchen; some or all of it is applied in one act. */
export function QuietPreview(props: {
  title: string;
  path: string;
  /** By device the kitchen is the same, and the rules differ. */
  by: 'rule' | 'device';
  mayApply: boolean;
  /** Whether anything was changed. */
  close: (changed: boolean) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const preview = useAnswer<Preview>(props.path);
  const [outcome, setOutcome] = useState<AdjustedSiteRule[] | null>(null);
  const lines = preview.body?.items ?? [];
  return (
    <section className="quieten" aria-label={props.title} aria-busy={preview.asking}>
      <h4>{props.title}</h4>
      <Waiting preview={preview} />
      {outcome === null && lines.length > 0 ? (
        <Choosing {...props} lines={lines} left={preview.body?.left ?? 0} applied={setOutcome} />
      ) : null}
      {outcome === null && lines.length === 0 ? (
        <p>
          <button type="button" className="button" onClick={() => props.close(false)}>
            {t('office.quiet.close')}
          </button>
        </p>
      ) : null}
      {outcome === null ? null : (
        <QuietOutcome lines={lines} outcome={outcome} by={props.by} close={() => props.close(true)} />
      )}
    </section>
  );
}

function Waiting({ preview }: { preview: Answer<Preview> }): React.JSX.Element | null {
  const { t } = useTranslation();
  if (preview.error !== null) return <ActError text={preview.error} />;
  if (preview.body === null) return <p className="office-none">{t('office.loading')}</p>;
  return preview.body.items.length === 0 ? <p className="office-none">{t('office.quiet.none')}</p> : null;
}

function Choosing(props: {
  lines: readonly QuietPreviewLine[];
  left: number;
  by: 'rule' | 'device';
  mayApply: boolean;
  applied: (outcome: AdjustedSiteRule[]) => void;
  close: (changed: boolean) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { lines, left, by, mayApply } = props;
  const [chosen, setChosen] = useState(() => firstChosen(lines));
  const { avoided, of, missed } = sumOf(chosen);
  return (
    <>
      <p className="office-period">{t(`office.quiet.hint.${by}`)}</p>
      <div className="quiet-lines">
        <QuietTable
          by={by}
          lines={lines}
          chosen={mayApply ? chosen : null}
          choose={(line, isChosen) => setChosen((before) => toggled(before, line, isChosen))}
          chooseAll={(all) => setChosen(all ? lines.filter(({ state }) => state === 'open') : [])}
        />
      </div>
      {left > 0 ? <p className="office-period">{t('office.quiet.left', { n: left })}</p> : null}
      {mayApply ? (
        <>
          <p className="office-outcome" aria-live="polite">
            {t('office.quiet.sum', { n: chosen.length, avoided, of })}{' '}
            {missed > 0 ? (
              <b className="office-error">▲ {t('office.quiet.missed', { n: missed })}</b>
            ) : chosen.length > 0 ? (
              t('office.quiet.missedNone')
            ) : null}
          </p>
          <ApplyForm {...props} chosen={chosen} />
        </>
      ) : (
        <button type="button" className="button" onClick={() => props.close(false)}>
          {t('office.quiet.close')}
        </button>
      )}
    </>
  );
}

function ApplyForm(props: {
  chosen: readonly QuietPreviewLine[];
  applied: (outcome: AdjustedSiteRule[]) => void;
  close: (changed: boolean) => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { chosen } = props;
  const [reason, setReason] = useState('');
  const { busy, error, run } = useWork();
  const apply = (): Promise<boolean> =>
    run(async () => {
      const changes = chosen.map(({ siteId, ruleId, param, now, proposed }) => {
        return { siteId, ruleId, param, from: now, to: proposed };
      });
      const body = { changes, reason: reason.trim() };
      props.applied((await request<{ items: AdjustedSiteRule[] }>('POST', '/site-rules/adjust', body)).items);
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void apply();
      }}
    >
      <div className="office-row">
        <label className="office-grow">
          {t('office.quiet.reason')}
          <input
            required
            maxLength={500}
            value={reason}
            placeholder={t('office.quiet.reason.hint')}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <button
          type="submit"
          className="button button-main"
          disabled={busy || chosen.length === 0 || reason.trim() === ''}
        >
          {t('office.quiet.apply', { n: chosen.length })}
        </button>
        <button type="button" className="button" onClick={() => props.close(false)}>
          {t('console.cancel')}
        </button>
      </div>
      <ActError text={error} />
    </form>
  );
}
