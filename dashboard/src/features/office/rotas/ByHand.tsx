import { useTranslation } from 'react-i18next';
import { ActError } from '../../../ui/ActError.tsx';
import { useSend } from '../useAnswer.ts';
import { PersonSelect } from './PersonSelect.tsx';
import { ReasonField, RowForm } from './RowForm.tsx';

const words = ['on', 'off'] as const;

/** Puts one person on or off shift now, whatever the plan says, until it next says something about him. */
export function ByHand({ changed }: { changed: () => void }): React.JSX.Element {
  const { t } = useTranslation();
  const { busy, error, send } = useSend();
  const put = async (given: FormData) => {
    const body = { onShift: given.get('shift') === 'on', reason: given.get('reason') };
    const done = await send('POST', `/inspectors/${String(given.get('who'))}/shift`, body);
    if (done) changed();
    return done;
  };
  return (
    <section className="office-part" aria-label={t('office.byHand')}>
      <h3>{t('office.byHand')}</h3>
      <p className="office-none">{t('office.byHand.hint')}</p>
      <RowForm button={t('office.byHand.set')} busy={busy} add={put}>
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
        <ReasonField />
      </RowForm>
      <ActError text={error} />
    </section>
  );
}
