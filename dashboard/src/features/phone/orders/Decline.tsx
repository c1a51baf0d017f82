import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OpenedHead } from './OpenedHead.tsx';
import { ReasonButtons } from './ReasonButtons.tsx';
import { useInView } from './useInView.ts';

const reasons = ['far', 'busy', 'vehicle', 'off'] as const;

/** Why one cannot go: a touch for the usual reasons, words for any other. */
export function Decline(props: {
  busy: boolean;
  onReason: (reason: string) => void;
  onBack: () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const [other, setOther] = useState('');
  const box = useInView<HTMLDivElement>();
  return (
    <div ref={box} className="order-decline" role="group" aria-label={t('phone.decline.why')}>
      <OpenedHead ask={t('phone.decline.why')} onBack={props.onBack} />
      <ReasonButtons
        ask={t('phone.decline.why')}
        isAskSaid
        reasons={reasons}
        textOf={(reason) => t(`phone.decline.${reason}`)}
        disabled={props.busy}
        onReason={props.onReason}
      />
      <form
        className="decline-other"
        onSubmit={(event) => {
          event.preventDefault();
          if (other.trim() !== '') props.onReason(other.trim());
        }}
      >
        <input
          aria-label={t('phone.decline.other')}
          placeholder={t('phone.decline.other')}
          maxLength={200}
          value={other}
          onChange={(event) => setOther(event.target.value)}
        />
        <button type="submit" className="step" disabled={props.busy || other.trim() === ''}>
          {t('act.decline')}
        </button>
      </form>
    </div>
  );
}
