import { useTranslation } from 'react-i18next';
import { ActError } from '../../../ui/ActError.tsx';
import { useSend } from '../useAnswer.ts';
import { PersonSelect } from './PersonSelect.tsx';

const words = ['on', 'off'] as const;

/** Puts one person on or off shift now, whatever the plan says, until it next says something about him. */
export function ByHand({ changed }: { changed: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const { busy, error, send } = useSend();
  return (
    <section className="office-part" aria-label={t('office.byHand')}>
      <h3>{t('office.byHand')}</h3>
      <p className="office-none">{t('office.byHand.hint')}</p>
      <form
        className="office-row"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const given = new FormData(form);
          const body = { onShift: given.get('shift') === 'on', reason: given.get('reason') };
          void send('POST', `/inspectors/${String(given.get('who'))}/shift`, body).then((done) => {
            if (!done) return;
            form.reset();
            changed();
          });
        }}
      >
        <PersonSelect name="who" label={t('office.by.inspector')} />
        <label>
          {t('office.byHand.shift')}
          <select name="shift">
            {words.map((word) => (
              <option key={word} value={word}>
                {t(`office.byHand.${word}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('office.reason')}
          <input name="reason" required maxLength={200} />
        </label>
        <button type="submit" className="button" disabled={busy}>
          {t('office.byHand.set')}
        </button>
      </form>
      <ActError text={error} />
    </section>
  );
}
