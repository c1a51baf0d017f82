import { useEffect, useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isMocked } from '../../live/connection.ts';
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx';
import { Again } from './Block.tsx';
import { Charts } from './Charts.tsx';
import { type DrawnState, drawnStates } from './drawnStates.ts';
import { Marks } from './Marks.tsx';
import { Panels, useDistrictIn } from './Panels.tsx';
import { Tokens } from './Tokens.tsx';
import './workshop.css';

const themes = ['dark', 'light', 'both'] as const;
type Theme = (typeof themes)[number];
const views = ['parts', 'tokens'] as const;
type View = (typeof views)[number];
const scales = [0.75, 1, 1.25, 1.5];
/** Size of 1 rem at a scale of 1, px: that of a wall of 1080 lines. */
const remPx = 16;

/**
 * Every component and panel in every state, for those who draw them and for the tests that photograph them. It needs
 * nobody to sign in, because it never asks a server: it runs in a page that has the mock, or loads itself into one.
 */
export default function Workshop(): React.JSX.Element | null {
  const mocked = isMocked();
  useEffect(() => {
    if (!mocked) location.replace('/ui');
  }, [mocked]);
  return mocked ? <Bench /> : null;
}

function Bench(): React.JSX.Element {
  const { t } = useTranslation();
  const search = new URLSearchParams(location.search);
  const [theme, setTheme] = useState<Theme>(themes.find((each) => each === search.get('theme')) ?? 'dark');
  const [scale, setScale] = useState(Number(search.get('scale')) || 1);
  const [state, setState] = useState<DrawnState>(
    drawnStates.find((each) => each === search.get('state')) ?? 'full',
  );
  const [view, setView] = useState<View>(views.find((each) => each === search.get('show')) ?? 'parts');
  useDistrictIn(state);
  useLayoutEffect(() => {
    document.documentElement.style.fontSize = `${remPx * scale}px`;
    return () => void document.documentElement.style.removeProperty('font-size');
  }, [scale]);
  // The browser looks for the name in the address before there is anything with a name.
  useEffect(() => document.getElementById(location.hash.slice(1))?.scrollIntoView(), []);
  const [first, ...second] = theme === 'both' ? (['dark', 'light'] as const) : [theme];
  return (
    <main className={`workshop ${first}`} data-testid="workshop">
      <header className="workshop-head light">
        <h1>{t('ui.title')}</h1>
        <label>
          {t('ui.state')}{' '}
          <select value={state} onChange={({ target }) => setState(target.value as DrawnState)}>
            {drawnStates.map((each) => (
              <option key={each} value={each}>
                {t(`ui.state.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('ui.theme')}{' '}
          <select value={theme} onChange={({ target }) => setTheme(target.value as Theme)}>
            {themes.map((each) => (
              <option key={each} value={each}>
                {t(`ui.theme.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('ui.scale')}{' '}
          <select value={scale} onChange={({ target }) => setScale(Number(target.value))}>
            {scales.map((each) => (
              <option key={each} value={each}>
                {`${each * 100}%`}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('ui.show')}{' '}
          <select value={view} onChange={({ target }) => setView(target.value as View)}>
            {views.map((each) => (
              <option key={each} value={each}>
                {t(`ui.show.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <LanguageSwitch className="quiet" />
      </header>
      <Shown view={view} theme={first} />
      {second.map((each) => (
        <div key={each} className={`workshop-second ${each}`}>
          <Again value={`-${each}`}>
            <Shown view={view} theme={each} />
          </Again>
        </div>
      ))}
    </main>
  );
}

function Shown(props: { view: View; theme: 'dark' | 'light' }): React.JSX.Element {
  if (props.view === 'tokens') return <Tokens theme={props.theme} />;
  return (
    <>
      <Marks />
      <Charts />
      <Panels />
    </>
  );
}
