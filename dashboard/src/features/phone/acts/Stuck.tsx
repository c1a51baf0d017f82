import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { SureButton } from '../../../ui/SureButton.tsx';
import { minuteText } from '../../../ui/time.ts';
import { siteName } from '../../../ui/words.ts';
import type { KeptAct, KeptPhoto } from './kept.ts';
import { isStuck } from './nextToSend.ts';
import { flush, takeOut, useOutbox } from './outbox.ts';

/** What our own server keeps failing on: somebody has to know by another way, and nothing of it is lost. */
export function Stuck({ live }: { live: LiveState }): React.JSX.Element | null {
  const { t } = useTranslation();
  const { waiting, photosStuck } = useOutbox();
  const acts = waiting.filter(({ failed }) => isStuck(failed));
  if (acts.length + photosStuck.length === 0) return null;
  const isFirstOf = (act: KeptAct): boolean =>
    acts.find(({ dispatchId }) => dispatchId === act.dispatchId) === act;
  return (
    <div role="alert">
      <ul className="status-told">
        {acts.map((act) => (
          <StuckOne
            key={act.id}
            live={live}
            what={t(`phone.actName.${act.act}`)}
            kept={act}
            at={act.deviceTime}
            behind={
              isFirstOf(act)
                ? waiting.filter(
                    ({ dispatchId, failed }) => dispatchId === act.dispatchId && !isStuck(failed),
                  ).length
                : 0
            }
            takeOut={() => takeOut({ act })}
          />
        ))}
        {photosStuck.map((photo) => (
          <StuckOne
            key={photo.id}
            live={live}
            what={t('phone.stuck.photo')}
            kept={photo}
            at={photo.takenAt}
            behind={0}
            takeOut={() => takeOut({ photo })}
          />
        ))}
      </ul>
    </div>
  );
}

function StuckOne(props: {
  live: LiveState;
  what: string;
  kept: KeptAct | KeptPhoto;
  at: string;
  /** How many acts of the same order wait with it. */
  behind: number;
  takeOut: () => Promise<void>;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { live, kept, behind } = props;
  const sending = useOutbox((outbox) => outbox.sending);
  const order = live.dispatches.get(kept.dispatchId);
  return (
    <li data-testid="stuck">
      <b>{t('phone.stuck', { act: props.what, time: minuteText(Date.parse(props.at)) })}</b>
      <p>
        {order ? `${siteName(live, order.siteId)} · ` : null}
        {t('phone.stuck.kept', { count: kept.failed?.times ?? 0 })}
        {behind > 0 ? t('phone.stuck.behind', { count: behind }) : null}
      </p>
      <div className="status-acts">
        <button type="button" className="step" disabled={sending} onClick={() => void flush(true)}>
          {t('phone.queue.try')}
        </button>
        <SureButton
          className="step"
          text={t('phone.stuck.takeOut')}
          sure={t('phone.stuck.takeOutSure')}
          disabled={sending}
          act={() => void props.takeOut()}
        />
      </div>
    </li>
  );
}
