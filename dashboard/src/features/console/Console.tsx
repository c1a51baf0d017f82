import type { Session } from '@mingchu/shared/http';
import { may } from '@mingchu/shared/permissions';
import { Route, Switch } from 'wouter';
import { useLiveStore } from '../../live/store.ts';
import { useLiveConnection } from '../../live/useLive.ts';
import { useSoundOf } from '../../sound/useSoundOf.ts';
import { NotLiveBanner } from '../../ui/NotLiveCover.tsx';
import './case/case.css';
import './console.css';
import '../../ui/controls.css';
import { Desk } from './Desk.tsx';
import './list/list.css';
import './site/device/device.css';
import { DevicePage } from './site/device/DevicePage.tsx';
import './site/site.css';
import { SitePage } from './site/SitePage.tsx';

/** The duty officer's desk: what waits, its evidence, and every act; and a page for each kitchen and each device. */
export default function Console(props: { session: Session }): React.JSX.Element {
  const connection = useLiveConnection('console');
  useSoundOf('console', may(props.session.role, 'sound.act'));
  const live = useLiveStore((store) => store.live);
  return (
    <div className="console">
      <NotLiveBanner />
      <Switch>
        <Route path="/console/site/:id/device/:deviceId">
          {({ id, deviceId }) => (
            <DevicePage
              key={`${id} ${deviceId}`}
              live={live}
              siteId={decodeURIComponent(id)}
              deviceId={decodeURIComponent(deviceId)}
              session={props.session}
              connection={connection}
            />
          )}
        </Route>
        <Route path="/console/site/:id">
          {({ id }) => (
            <SitePage
              key={id}
              live={live}
              siteId={decodeURIComponent(id)}
              session={props.session}
              connection={connection}
            />
          )}
        </Route>
        <Route>
          <Desk live={live} session={props.session} />
        </Route>
      </Switch>
    </div>
  );
}
