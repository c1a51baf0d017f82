import type { Session } from '@mingchu/shared/http';
import { soundKinds } from '@mingchu/shared/sound';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '../live/useLive.ts';
import { minuteText } from '../ui/time.ts';
import { testIsDue } from './kept.ts';
import { endTest, runTest, testLengthMs } from './selfTest.ts';
import { confirmTest, useSound } from './soundStore.ts';

type Step = 'idle' | 'playing' | 'asking' | 'interrupted';

/** Every tone once and the voice, and the officer's word that he heard them. */
export function SelfTest(props: {
  session: Session;
  doIt: (act: () => Promise<void>) => () => void;
}): React.JSX.Element {
  const { t } = useTranslation();
  const { username } = props.session;
  const { test, playing, audio, elsewhere, shiftStarts } = useSound();
  const nowMs = useServerNow(60_000);
  const isDue = testIsDue(test, { username, nowMs, shiftStarts });
  const [step, setStep] = useState<Step>('idle');
  useEffect(() => endTest, []);
  const start = (): void => {
    setStep('playing');
    void runTest().then((whole) => setStep((before) => afterTest(before, whole)));
  };
  const answer = (heard: boolean): (() => void) =>
    props.doIt(async () => {
      await confirmTest(username, heard);
      setStep('idle');
    });
  return (
    <section className="sound-test" data-testid="sound-test" data-step={step}>
      <h3>{t('sound.test')}</h3>
      <p className="sound-hint" data-due={isDue}>
        {lastTest()}
      </p>
      <ul>
        {soundKinds.map((kind) => (
          <li key={kind} data-now={step === 'playing' && playing === kind}>
            {t(`sound.kind.${kind}`)}
          </li>
        ))}
      </ul>
      {step === 'interrupted' ? <p role="status">{t('sound.test.interrupted')}</p> : null}
      <div className="sound-row">
        {step === 'playing' ? (
          <button type="button" onClick={() => (setStep('idle'), endTest())}>
            {t('sound.test.stop')}
          </button>
        ) : (
          <button
            type="button"
            disabled={audio !== 'running' || elsewhere}
            onClick={start}
            data-testid="sound-test-start"
          >
            {t(step === 'idle' ? 'sound.test.start' : 'sound.test.again')}
          </button>
        )}
        {step === 'asking' ? (
          <>
            <button type="button" onClick={answer(true)} data-testid="sound-heard">
              {t('sound.test.heard')}
            </button>
            <button type="button" onClick={answer(false)} data-testid="sound-not-heard">
              {t('sound.test.notHeard')}
            </button>
          </>
        ) : null}
        {step === 'idle' ? (
          <span className="sound-hint">{t('sound.test.hint', { s: Math.round(testLengthMs / 1_000) })}</span>
        ) : null}
      </div>
    </section>
  );

  function lastTest(): string {
    if (test === null || (test.heard && isDue)) return t('sound.test.never');
    return t(test.heard ? 'sound.test.done' : 'sound.test.failed', { time: minuteText(test.atMs) });
  }
}

/** Stopped by hand it is idle already; ended by an alarm it says so. */
function afterTest(before: Step, whole: boolean): Step {
  if (before !== 'playing') return before;
  return whole ? 'asking' : 'interrupted';
}
