import type { MyShift } from '@mingchu/shared/shift';
import { useTranslation } from 'react-i18next';
import { dateText, minuteText } from '../../../ui/time.ts';
import { useMine } from './useMine.ts';

const dayMs = 86_400_000;

/** The shift that runs, or the next one, and with whom. Nothing where the server cannot be reached. */
export function Shift(): React.JSX.Element | null {
  const { t } = useTranslation();
  const { answer: mine } = useMine<MyShift>('/me/shift');
  if (!mine) return null;
  const { current, next, partners, onShift } = mine;
  const shift = current ?? next;
  const duty = t(onShift ? 'phone.shift.on' : 'phone.shift.off');
  const title = current || !next ? 'phone.shift' : 'phone.shift.next';
  return (
    <div className="card" data-testid="shift">
      <h2>{t(title)}</h2>
      <p className="shift-hours num">{shift ? hours(shift) : duty}</p>
      <p>
        {shift ? [dayOf(shift), shift.rotaName, duty].filter(Boolean).join(' · ') : t('phone.shift.none')}
      </p>
      {partners.length > 0 ? (
        <p>{t('phone.shift.partners', { names: partners.map(({ name }) => name).join(' · ') })}</p>
      ) : null}
    </div>
  );
}

function hours({ from, to }: { from: string; to: string }): string {
  return `${minuteText(Date.parse(from))} – ${minuteText(Date.parse(to))}`;
}

/** The day of a shift that does not begin within a day of now. */
function dayOf({ from }: { from: string }): string {
  const fromMs = Date.parse(from);
  return fromMs - Date.now() > dayMs / 2 ? dateText(fromMs) : '';
}
