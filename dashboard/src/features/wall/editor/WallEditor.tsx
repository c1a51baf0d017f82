import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { useLiveConnection } from '../../../live/useLive.ts';
import { LanguageSwitch } from '../../../ui/LanguageSwitch.tsx';
import { NotLiveBanner } from '../../../ui/NotLiveCover.tsx';
import { ThemeSwitch } from '../../../ui/ThemeSwitch.tsx';
import { useWallPlan, useWallPlanKept } from '../plan/wallPlan.ts';
import { LayoutEditor } from './LayoutEditor.tsx';
import { PlaylistEditor } from './PlaylistEditor.tsx';
import '../../../ui/controls.css';
import './editor.css';

/** Where officers arrange the wall: its layouts and its playlists. What is open stands in the address. */
export default function WallEditor(props: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  const connection = useLiveConnection('console');
  useWallPlanKept();
  const { plan, asked } = useWallPlan();
  const search = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const readOnly = !may(props.session.role, 'wall.arrange');
  const playlist = plan.playlists.find(({ name }) => name === search.get('playlist'));
  const layout = plan.layouts.find(({ name }) => name === search.get('layout')) ?? plan.layouts[0];
  const open = (kind: 'layout' | 'playlist', name: string): void =>
    navigate(name === '' ? '/console/wall' : `/console/wall?${kind}=${name}`, { replace: true });
  return (
    <div className="wall-editor">
      <NotLiveBanner />
      <header className="wall-editor-header">
        <h1>
          明厨 <small>{t('wall.edit')}</small>
        </h1>
        <nav aria-label={t('nav.console')}>
          <Link href="/console" className="quiet">
            {t('nav.console')}
          </Link>
          <Link href="/wall" className="quiet">
            {t('nav.wall')}
          </Link>
          <ThemeSwitch className="quiet" brief />
          <LanguageSwitch className="quiet" />
        </nav>
      </header>
      <nav className="wall-editor-list" aria-label={t('wall.edit')}>
        <h2>{t('wall.edit.layouts')}</h2>
        <PlanList items={plan.layouts} kind="layout" current={playlist ? undefined : layout?.name} />
        <h2>{t('wall.edit.playlists')}</h2>
        <PlanList items={plan.playlists} kind="playlist" current={playlist?.name} />
      </nav>
      <main className="wall-editor-main" aria-busy={asked}>
        {playlist ? (
          <PlaylistEditor
            key={`${playlist.name} ${playlist.revision}`}
            kept={playlist}
            layouts={plan.layouts}
            names={new Set(plan.playlists.map(({ name }) => name))}
            readOnly={readOnly}
            open={(name) => open('playlist', name)}
          />
        ) : layout ? (
          <LayoutEditor
            key={layout.name}
            kept={layout}
            names={new Set(plan.layouts.map(({ name }) => name))}
            readOnly={readOnly}
            open={(name) => open('layout', name)}
            connection={connection}
          />
        ) : null}
      </main>
    </div>
  );
}

function PlanList(props: {
  items: readonly { name: string; title: string; set: object | null }[];
  kind: 'layout' | 'playlist';
  current: string | undefined;
}): React.JSX.Element {
  return (
    <ul>
      {props.items.map(({ name, title, set }) => (
        <li key={name}>
          <Link
            href={`/console/wall?${props.kind}=${name}`}
            aria-current={name === props.current ? 'page' : undefined}
          >
            {title} <small>{`${name}${set === null ? '' : ' *'}`}</small>
          </Link>
        </li>
      ))}
    </ul>
  );
}
