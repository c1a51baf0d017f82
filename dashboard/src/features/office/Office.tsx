import type { Session } from '@mingchu/shared/http';
import { may, type Permission } from '@mingchu/shared/permissions';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { signOut } from '../../http/session.ts';
import { useLiveStore } from '../../live/store.ts';
import { useLiveConnection } from '../../live/useLive.ts';
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx';
import { SessionEnds } from '../../ui/SessionEnds.tsx';
import { ThemeSwitch } from '../../ui/ThemeSwitch.tsx';
import '../../ui/controls.css';
import './office.css';
import './nav.css';
import './tables.css';
import './paper.css';

/** The pages, and what one must be allowed to see each. */
const pages = [
  {
    name: 'statistics',
    permission: 'statistics.read',
    Body: lazy(() => import('./statistics/Statistics.tsx')),
  },
  { name: 'rotas', permission: 'shift.read', Body: lazy(() => import('./rotas/Rotas.tsx')) },
  { name: 'policy', permission: 'policy.read', Body: lazy(() => import('./policy/Policy.tsx')) },
  {
    name: 'rulebook',
    permission: 'rulebook.try',
    Body: lazy(() => import('./rulebook/RulebookTrial.tsx')),
  },
  { name: 'door-codes', permission: 'door-code.read', Body: lazy(() => import('./DoorCodes.tsx')) },
  { name: 'devices', permission: 'binding.read', Body: lazy(() => import('./devices/DeviceInbox.tsx')) },
  { name: 'mapping', permission: 'binding.read', Body: lazy(() => import('./devices/Mapping.tsx')) },
  {
    name: 'calibration',
    permission: 'calibration.read',
    Body: lazy(() => import('./calibration/Calibration.tsx')),
  },
  {
    name: 'registry',
    permission: 'registry.import',
    Body: lazy(() => import('./registry/RegistryTables.tsx')),
  },
  { name: 'messages', permission: 'message.read-all', Body: lazy(() => import('./Messages.tsx')) },
  { name: 'channels', permission: 'channel.manage', Body: lazy(() => import('./channels/Channels.tsx')) },
  {
    name: 'credentials',
    permission: 'credential.manage',
    Body: lazy(() => import('./credentials/Credentials.tsx')),
  },
  { name: 'accounts', permission: 'account.manage', Body: lazy(() => import('./Accounts.tsx')) },
  { name: 'audit', permission: 'audit.read', Body: lazy(() => import('./Audit.tsx')) },
] as const satisfies readonly { name: string; permission: Permission; Body: unknown }[];

const OwnPassword = lazy(() => import('./OwnPassword.tsx'));

/** Without the names of kitchens and people by then, a page begins with their ids, ms. */
const patienceMs = 4_000;

/** Where chiefs, leaders and administrators plan and look back. Names of kitchens and people come by the live channel. */
export default function Office(props: { session: Session }): React.JSX.Element {
  const { t } = useTranslation();
  useLiveConnection('console');
  const [path] = useLocation();
  const named = useNames();
  const { session } = props;
  const mine = pages.filter((page) => may(session.role, page.permission));
  const [first] = mine;
  return (
    <div className="office">
      <nav className="office-nav" aria-label={t('office.title')}>
        <h1>
          明厨 <small>{t('office.title')}</small>
        </h1>
        <ul>
          {mine.map(({ name }) => (
            <li key={name}>
              <Link href={`/office/${name}`} aria-current={path === `/office/${name}` ? 'page' : undefined}>
                {t(`office.${name}`)}
              </Link>
            </li>
          ))}
        </ul>
        <div className="office-who">
          <Link href="/console">{t('nav.console')}</Link>
          <div className="office-looks">
            <LanguageSwitch className="office-link" />
            <ThemeSwitch className="office-link" />
          </div>
          <p>{session.displayName}</p>
          <SessionEnds />
          <Link href="/office/password" aria-current={path === '/office/password' ? 'page' : undefined}>
            {t('office.password')}
          </Link>
          <button type="button" className="office-link" onClick={() => void signOut()}>
            {t('nav.signOut')}
          </button>
        </div>
      </nav>
      <Suspense fallback={<Waiting />}>
        <Switch>
          {mine.map(({ name, Body }) => (
            <Route key={name} path={`/office/${name}`}>
              {named ? <Body session={session} /> : <Waiting />}
            </Route>
          ))}
          <Route path="/office/password">
            <OwnPassword />
          </Route>
          <Route>
            {first ? <Redirect to={`/office/${first.name}`} replace /> : <Redirect to="/console" replace />}
          </Route>
        </Switch>
      </Suspense>
    </div>
  );
}

function Waiting(): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <main className="office-page">
      <p className="office-none">{t('office.loading')}</p>
    </main>
  );
}

/** True once the names are here, or have been waited for long enough. */
function useNames(): boolean {
  const known = useLiveStore(({ live }) => live.seq !== null);
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return known || late;
}
