import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { maxMuteMinutes } from '@mingchu/shared/sound';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useWork } from '../http/useWork.ts';
import { useServerNow } from '../live/useLive.ts';
import { closeOnEscape } from '../ui/popover.ts';
import { durationText } from '../ui/time.ts';
import { soundWord } from './kept.ts';
import { SelfTest } from './SelfTest.tsx';
import './sound.css';
import { endMute, muteFor, switchSound, switchVoice, useSound } from './soundStore.ts';

/** What a wall's browser is started with, so that nobody has to touch it. */
const kioskFlag = '--autoplay-policy=no-user-gesture-required';
const muteChoicesMin = [5, 10, maxMuteMinutes] as const;

/** How the sound stands, always in sight; opened, everything that can be done about it. */
export function SoundControl(props: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const { session } = props;
  const sound = useSound();
  const panel = useClosing();
  const now = useServerNow();
  const word = soundWord(sound, { username: session.username, nowMs: now, shiftStarts: sound.shiftStarts });
  const left = durationText(Math.max(0, (sound.mute?.untilMs ?? now) - now));
  return (
    <details className="sound" ref={panel} onKeyDown={closeOnEscape}>
      <summary
        className="sound-state"
        data-testid="sound"
        data-sound={word}
        data-playing={sound.playing ?? ''}
        data-reason={sound.reason}
      >
        <Speaker silent={word !== 'on' && word !== 'test-due'} />
        <span className="num">{t(`sound.${word}`, { left })}</span>
      </summary>
      <div className="sound-panel">
        <h2>{t('sound.title')}</h2>
        <p className="sound-why">{t('sound.why', { reason: t(`sound.reason.${sound.reason}`) })}</p>
        {word === 'blocked' ? <KioskHint /> : null}
        {may(session.role, 'sound.act') ? <Choices muted={word === 'muted'} session={session} /> : null}
      </div>
    </details>
  );
}

/** Closes what is opened by a touch elsewhere. Not by a lost focus: a button that is busy loses it. */
function useClosing(): React.RefObject<HTMLDetailsElement | null> {
  const panel = useRef<HTMLDetailsElement | null>(null);
  useEffect(() => {
    const onTouch = ({ target }: PointerEvent): void => {
      const details = panel.current;
      if (details && target instanceof Node && !details.contains(target)) details.open = false;
    };
    addEventListener('pointerdown', onTouch);
    return () => removeEventListener('pointerdown', onTouch);
  }, []);
  return panel;
}

function KioskHint(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <p className="sound-hint">
      {t('sound.blocked.hint')} <code>{kioskFlag}</code>
    </p>
  );
}

function Choices(props: { muted: boolean; session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const { on, voice, voiceName } = useSound();
  const { busy, error, run } = useWork();
  // Nothing holds that is not on record.
  const doIt = (act: () => Promise<void>) => (): void => void run(act);
  return (
    <>
      {on ? (
        <div className="sound-row">
          <b>{t('sound.mute')}</b>
          {props.muted ? (
            <button type="button" disabled={busy} onClick={doIt(endMute)} data-testid="unmute">
              {t('sound.mute.end')}
            </button>
          ) : (
            muteChoicesMin.map((n) => (
              <button
                key={n}
                type="button"
                disabled={busy}
                onClick={doIt(() => muteFor(n))}
                data-testid={`mute-${n}`}
              >
                {t('sound.mute.minutes', { n })}
              </button>
            ))
          )}
          <p className="sound-hint">{t('sound.mute.hint')}</p>
        </div>
      ) : null}
      <div className="sound-row">
        <label>
          <input type="checkbox" checked={voice} onChange={(event) => switchVoice(event.target.checked)} />{' '}
          {t('sound.voice')}
        </label>
        <p className="sound-hint" data-testid="sound-voice">
          {voiceName === null ? t('sound.voice.none') : t('sound.voice.name', { name: voiceName })}
        </p>
      </div>
      {on ? <SelfTest session={props.session} doIt={doIt} /> : null}
      {error === null ? null : <p role="alert">{error}</p>}
      <div className="sound-row">
        <button
          type="button"
          disabled={busy}
          onClick={doIt(() => switchSound(!on))}
          data-testid="sound-switch"
        >
          {t(on ? 'sound.switch.off' : 'sound.switch.on')}
        </button>
      </div>
    </>
  );
}

function Speaker(props: { silent: boolean }): React.JSX.Element {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path className="sound-cone" d="M3 9H8L13 4V20L8 15H3Z" />
      <path d={props.silent ? 'M16 9 22 15M22 9 16 15' : 'M16 8.5Q18.5 12 16 15.5M18.5 6Q22.5 12 18.5 18'} />
    </svg>
  );
}
