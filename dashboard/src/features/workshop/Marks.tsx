/** Small parts: ring, marks, values with their age, signs of doubt, pictures, buttons. */
import { severities } from '@mingchu/shared/violation';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { doubt, tellTruth } from '../../live/store.ts';
import { drawFrame } from '../../mock/drawnFrame.ts';
import { AgedPanel, AgedValue } from '../../ui/Aged.tsx';
import '../../ui/controls.css';
import { EvidencePicture } from '../../ui/EvidencePicture.tsx';
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx';
import { NotLiveBanner, NotLiveCover } from '../../ui/NotLiveCover.tsx';
import { Ring } from '../../ui/Ring.tsx';
import { SeverityMark } from '../../ui/SeverityMark.tsx';
import { ThemeSwitch } from '../../ui/ThemeSwitch.tsx';
import { SessionEndsStrip } from '../../ui/SessionEnds.tsx';
import { TruthSigns } from '../../ui/TruthSigns.tsx';
import { Block, ScreenState, State } from './Block.tsx';
import { drawn } from './drawnStates.ts';
import { ago, clockStates, orderAt } from './examples.ts';

const minuteMs = 60_000;

export function Marks(): React.JSX.Element {
  return (
    <>
      <Rings />
      <Block name="severity">
        {severities.map((severity) => (
          <State key={severity} name={severity}>
            <SeverityMark severity={severity} size="2.5rem" />
            <SeverityMark severity={severity} size="1.25rem" />
          </State>
        ))}
        <State name="blinks">
          <SeverityMark severity="critical" size="2.5rem" blink />
        </State>
      </Block>
      <Ages />
      <Doubts />
      <Pictures />
      <Controls />
    </>
  );
}

function Rings(): React.JSX.Element {
  const orders = useMemo(() => {
    const [like] = drawn('full').dispatches.values();
    return like ? clockStates.map((name) => ({ name, order: orderAt(name, like) })) : [];
  }, []);
  return (
    <Block name="ring">
      {[{ name: 'none', order: null }, ...orders].map(({ name, order }) => (
        <State key={name} name={name}>
          <Ring dispatch={order} text="beside" />
          <div className="ring-large">
            <Ring dispatch={order} text="inside" />
          </div>
        </State>
      ))}
    </Block>
  );
}

function Ages(): React.JSX.Element {
  const times = useMemo(() => ({ fresh: ago(0), old: ago(5 * minuteMs) }), []);
  return (
    <Block name="aged">
      <State name="fresh">
        <AgedValue kind="measured" at={times.fresh}>
          11.4 ℃
        </AgedValue>
      </State>
      <State name="old">
        <AgedValue kind="measured" at={times.old}>
          11.4 ℃
        </AgedValue>
      </State>
      <State name="no time">
        <AgedValue kind="measured" at={null}>
          11.4 ℃
        </AgedValue>
      </State>
      <State name="old panel" width={15} height={7}>
        <AgedPanel kind="stats" at={times.old}>
          <section className="panel">11.4 ℃</section>
        </AgedPanel>
      </State>
    </Block>
  );
}

/** Of the session in the example, ms. */
const leftMs = 312 * minuteMs;

/** This page has no connection: what says so may say it. */
function Doubts(): React.JSX.Element {
  const end = useMemo(() => ({ stage: 'last-day', endsAtMs: Date.now() + leftMs, leftMs }) as const, []);
  useEffect(() => {
    doubt();
    const now = Date.now();
    tellTruth({
      difference: { atMs: now - minuteMs, facts: ['violation'], healed: false },
      standstill: { kind: 'slept', fromMs: now - 3 * minuteMs, forMs: 2 * minuteMs },
    });
  }, []);
  return (
    <Block name="doubt">
      <State name="truth signs" width={60}>
        <TruthSigns />
      </State>
      <State name="session ends" width={80}>
        <SessionEndsStrip end={end} />
      </State>
      <ScreenState name="banner" width={50} height={7}>
        <NotLiveBanner />
      </ScreenState>
      <ScreenState name="cover" width={64} height={24}>
        <NotLiveCover />
      </ScreenState>
    </Block>
  );
}

function Pictures(): React.JSX.Element {
  const { t } = useTranslation();
  const src = useMemo(
    () => URL.createObjectURL(new Blob([drawFrame(7, 0, 'CAM-1')], { type: 'image/jpeg' })),
    [],
  );
  const alt = t('ui.picture');
  return (
    <Block name="picture">
      <State name="plain" width={20}>
        <EvidencePicture src={src} alt={alt} />
      </State>
      <State name="found" width={20}>
        <EvidencePicture src={src} alt={alt} box={[0.27, 0.2, 0.14, 0.36]} />
      </State>
      <State name="found before" width={20}>
        <EvidencePicture src={src} alt={alt} box={[0.27, 0.2, 0.14, 0.36]} past />
      </State>
    </Block>
  );
}

function Controls(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <Block name="controls">
      <State name="of a desk">
        <div className="controls">
          <button type="button" className="button">
            {t('console.retry')}
          </button>
          <button type="button" className="button button-main">
            {t('console.retry')}
          </button>
          <button type="button" className="button" disabled>
            {t('console.retry')}
          </button>
          <LanguageSwitch className="quiet" />
          <ThemeSwitch className="quiet" />
          <ThemeSwitch className="quiet" brief />
        </div>
      </State>
    </Block>
  );
}
