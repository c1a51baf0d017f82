import { type DeviceDiagnosis, troubleAddsUp, troubleDays } from '@mingchu/shared/deviceDiagnosis';
import { useTranslation } from 'react-i18next';
import { minuteSecondText } from '../../../../ui/minuteSecondText.ts';
import { clockText } from '../../../../ui/time.ts';

type Trouble = DeviceDiagnosis['troubles'][number];

/** What intake found wrong with its messages, day by day. */
export function DeviceTroubles({ diagnosis }: { diagnosis: DeviceDiagnosis }): React.JSX.Element {
  const { t } = useTranslation();
  const { troubles, speaksAt } = diagnosis;
  const title = t('device.troubles', { n: troubleDays });
  return (
    <section className="card" aria-label={title}>
      <h3>{title}</h3>
      {troubles.length === 0 ? <p>{t('device.troubles.none')}</p> : <TroubleTable troubles={troubles} />}
      <small>{t(speaksAt === null ? 'device.troubles.hint' : 'device.troubles.hintFamily')}</small>
    </section>
  );
}

function TroubleTable({ troubles }: { troubles: readonly Trouble[] }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <table className="device-table num">
      <thead>
        <tr>
          <th scope="col">{t('device.troubles.day')}</th>
          <th scope="col">{t('device.troubles.kind')}</th>
          <th scope="col">{t('device.troubles.amount')}</th>
          <th scope="col">{t('device.troubles.told')}</th>
          <th scope="col">{t('device.troubles.last')}</th>
        </tr>
      </thead>
      <tbody>
        {troubles.map((trouble, index) => (
          <tr key={`${trouble.day} ${trouble.kind}`}>
            <td>{troubles[index - 1]?.day === trouble.day ? '' : trouble.day}</td>
            <th scope="row">{t(`device.trouble.${trouble.kind}`)}</th>
            <td>{amountText(trouble)}</td>
            <td>{`×${trouble.told}`}</td>
            <td>{clockText(Date.parse(trouble.lastAt))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );

  function amountText({ kind, amount }: Trouble): string {
    if (kind === 'picture-frozen') return minuteSecondText(amount);
    if (!troubleAddsUp[kind]) return t('device.seconds', { n: Math.round(amount / 1_000) });
    return t('device.pieces', { n: Math.round(amount) });
  }
}
