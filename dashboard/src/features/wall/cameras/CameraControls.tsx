import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Act, Control } from './officerControl.ts';
import './cameraControls.css';

/** Path of each button's picture, in a box of 24. */
const icons = {
  pause: 'M6 4h4v16H6zM14 4h4v16h-4z',
  go: 'M6 3.5 20 12 6 20.5Z',
  previous: 'M15.5 4 8 12l7.5 8',
  next: 'M8.5 4 16 12l-7.5 8',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm4.8 11.3L21 21',
  back: 'M10 5 3.5 12 10 19M4 12h16',
} as const;

/** Over the tiles, and only while somebody touches the wall: pause, look further, search, back. */
export function CameraControls(props: { officer: Control; act: (act: Act) => void }): React.JSX.Element {
  const { t } = useTranslation();
  const { act } = props;
  const { view } = props.officer;
  const rolls = view.kind === 'rolling';
  const pages = rolls || view.kind === 'paused';
  const button = (name: keyof typeof icons, key: string, does: Act['act'] & ('toggle' | 'escape')) => (
    <Button icon={name} label={t(`wall.cameras.do.${name}`)} hint={key} onClick={() => act({ act: does })} />
  );
  return (
    <div className="camera-controls" role="toolbar" aria-label={t('wall.cameras.controls')}>
      {view.kind === 'searching' ? <SearchField search={view.search} act={act} /> : null}
      {rolls
        ? button('pause', t('wall.cameras.key.space'), 'toggle')
        : button('go', t('wall.cameras.key.space'), 'toggle')}
      {pages ? (
        <>
          <Button
            icon="previous"
            label={t('wall.cameras.do.previous')}
            hint="PgUp"
            onClick={() => act({ act: 'previous' })}
          />
          <Button
            icon="next"
            label={t('wall.cameras.do.next')}
            hint="PgDn"
            onClick={() => act({ act: 'next' })}
          />
          <Button
            icon="search"
            label={t('wall.cameras.do.search')}
            hint="/"
            onClick={() => act({ act: 'search' })}
          />
        </>
      ) : (
        button('back', 'Esc', 'escape')
      )}
    </div>
  );
}

function Button(props: {
  icon: keyof typeof icons;
  label: string;
  hint: string;
  onClick: () => void;
}): React.JSX.Element {
  const filled = props.icon === 'pause' || props.icon === 'go';
  return (
    <button type="button" onClick={props.onClick}>
      <svg viewBox="0 0 24 24" aria-hidden="true" data-filled={filled}>
        <path d={icons[props.icon]} />
      </svg>
      {props.label}
      <kbd>{props.hint}</kbd>
    </button>
  );
}

function SearchField(props: { search: string; act: (act: Act) => void }): React.JSX.Element {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <input
      ref={input}
      type="search"
      value={props.search}
      aria-label={t('wall.cameras.do.search')}
      placeholder={t('wall.cameras.searchHint')}
      onChange={(event) => props.act({ act: 'type', text: event.target.value })}
    />
  );
}
