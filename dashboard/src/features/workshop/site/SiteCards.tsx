/** A kitchen's cameras, devices, people and record. */
import type { Session } from '@mingchu/shared/http';
import type { Device } from '@mingchu/shared/registry';
import { severities } from '@mingchu/shared/violation';
import { useRef } from 'react';
import { deviceKey, type LiveState } from '../../../live/reducer.ts';
import { healthMarks } from '../../console/site/healthMarks.ts';
import { ServiceAct } from '../../console/site/ServiceAct.tsx';
import { SiteCameras } from '../../console/site/SiteCameras.tsx';
import { SiteDevices } from '../../console/site/SiteDevices.tsx';
import { SiteHistory } from '../../console/site/SiteHistory.tsx';
import { SitePeople } from '../../console/site/SitePeople.tsx';
import { useCalibrations } from '../../console/site/useCalibrations.ts';
import { ViolationLines } from '../../console/site/ViolationLines.tsx';
import { Block, State } from '../Block.tsx';
import { ago, useExamples } from '../examples.ts';

const width = 44;

export function SiteCards({ session }: { session: Session }): React.JSX.Element {
  const { live, cases } = useExamples();
  const connection = useRef(null);
  const { siteId, violation } = cases.sensor;
  const devices = [...live.devices.values()].filter((device) => device.siteId === siteId);
  const cameras = devices.filter(({ kind }) => kind === 'camera');
  const [like] = cameras;
  const grid = live.grids.find(({ id }) => id === live.sites.get(siteId)?.gridId);
  return (
    <>
      <Block name="site-cameras">
        <State name="live, old, none" width={84}>
          <SiteCameras
            cameras={like ? [...cameras, { ...like, id: 'cam-3', name: '后厨 3 号' }] : []}
            connection={connection}
          />
        </State>
      </Block>
      <Devices session={session} devices={devices} />
      <Block name="site-history">
        <State name="of the kitchen" width={width}>
          <SiteHistory live={live} siteId={siteId} />
        </State>
      </Block>
      <Block name="violation-lines">
        <State name="each severity" width={width}>
          <ViolationLines
            live={live}
            violations={severities.map((severity) => ({ ...violation, id: severity, severity }))}
            withDevice
          />
        </State>
      </Block>
      <Block name="site-people">
        <State name="of the group" width={width}>
          <SitePeople live={live} siteId={siteId} groupId={grid?.groupId ?? null} />
        </State>
        <State name="nobody" width={width}>
          <SitePeople live={live} siteId={siteId} groupId={null} />
        </State>
      </Block>
    </>
  );
}

type Health = keyof typeof healthMarks;
const healths = Object.keys(healthMarks) as Health[];

/** The same device with each state of health; what was never heard is unknown. */
export function inHealth(live: LiveState, device: Device, state: Health): LiveState {
  const key = deviceKey(device.siteId, device.id);
  const { siteId, id: deviceId } = device;
  const health = new Map(live.health);
  if (state === 'unknown') health.delete(key);
  else health.set(key, { siteId, deviceId, state, lastSeenAt: ago(20_000), skewMs: null });
  return { ...live, health };
}

function Devices(props: { session: Session; devices: readonly Device[] }): React.JSX.Element {
  const { live, cases } = useExamples();
  const { session, devices } = props;
  const calibrations = useCalibrations(cases.sensor.siteId, true);
  const [device] = devices;
  if (!device) throw new Error('the mock has no device');
  const key = deviceKey(device.siteId, device.id);
  const skewed = inHealth(live, device, 'online');
  const skewedHealth = skewed.health.get(key);
  const states: Record<string, [LiveState, Device]> = {
    ...Object.fromEntries(healths.map((state) => [state, [inHealth(live, device, state), device]])),
    'out of service': [live, { ...device, inService: false }],
    'clock is off': [
      skewedHealth
        ? { ...skewed, health: new Map(skewed.health).set(key, { ...skewedHealth, skewMs: 42_000 }) }
        : skewed,
      device,
    ],
    'long name': [live, { ...device, name: '东侧走廊尽头二号凉菜专间留样冷藏柜上层' }],
  };
  return (
    <>
      <Block name="site-devices">
        <State name="of the kitchen" width={width}>
          <SiteDevices live={live} devices={devices} calibrations={calibrations} session={session} />
        </State>
        {Object.entries(states).map(([name, [shown, each]]) => (
          <State key={name} name={name} width={width}>
            <SiteDevices live={shown} devices={[each]} calibrations={[]} session={session} />
          </State>
        ))}
      </Block>
      <Block name="service-act">
        {[true, false].map((inService) => (
          <State key={String(inService)} name={inService ? 'in service' : 'out of service'} width={24}>
            <ServiceAct device={{ ...device, inService }} />
          </State>
        ))}
      </Block>
    </>
  );
}
