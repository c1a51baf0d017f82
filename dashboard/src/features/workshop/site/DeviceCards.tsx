/** What is known of one device: as the mock answers of a camera and a fridge, and in what else it may be. */
import { type DeviceDiagnosis, deviceTroubles } from '@mingchu/shared/deviceDiagnosis';
import type { Device } from '@mingchu/shared/registry';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../../live/reducer.ts';
import { MockWorld } from '../../../mock/world.ts';
import { DeviceAlive } from '../../console/site/device/DeviceAlive.tsx';
import { DeviceFacts } from '../../console/site/device/DeviceFacts.tsx';
import { DeviceLetters } from '../../console/site/device/DeviceLetters.tsx';
import { DeviceRules } from '../../console/site/device/DeviceRules.tsx';
import { DeviceSays } from '../../console/site/device/DeviceSays.tsx';
import { DeviceTroubles } from '../../console/site/device/DeviceTroubles.tsx';
import { DeviceViolations } from '../../console/site/device/DeviceViolations.tsx';
import { useDiagnosis } from '../../console/site/device/useDiagnosis.ts';
import { healthMarks } from '../../console/site/healthMarks.ts';
import { useCalibrations } from '../../console/site/useCalibrations.ts';
import { Block, State } from '../Block.tsx';
import { liveOf } from '../drawnStates.ts';
import { ago, useExamples } from '../examples.ts';
import { inHealth } from './SiteCards.tsx';

const width = 44;
const wide = 90;

/** A device that is registered and has never said a word. */
const unheard: DeviceDiagnosis = {
  lastSeenAt: null,
  lastSeq: null,
  skewMs: null,
  registeredPeriodS: 60,
  declaredPeriodS: null,
  shownPeriodS: null,
  speaksAt: null,
  values: [],
  findings: [],
  rules: [],
  packet: null,
  troubles: [],
  letters: [],
};

interface Known {
  live: LiveState;
  device: Device;
  diagnosis: DeviceDiagnosis | null;
}

export function DeviceCards(): React.JSX.Element {
  const { live, cases } = useExamples();
  const { siteId } = cases.sensor;
  const find = (deviceId: string): Device => {
    const device = live.devices.get(`${siteId}/${deviceId}`);
    if (!device) throw new Error(`the mock has no ${deviceId}`);
    return device;
  };
  const fridge = useDiagnosis({ siteId, deviceId: 'fridge-1' }, true).diagnosis;
  const camera = useDiagnosis({ siteId, deviceId: 'cam-1' }, true).diagnosis;
  const freezer = useDiagnosis({ siteId, deviceId: 'freezer-1' }, true).diagnosis;
  const known: Record<string, Known> = {
    'by a family': { live, device: find('fridge-1'), diagnosis: fridge },
    'on our own topics': { live, device: find('freezer-1'), diagnosis: freezer },
    camera: { live, device: find('cam-1'), diagnosis: camera },
    'never heard': {
      live: inHealth(live, find('fridge-1'), 'unknown'),
      device: find('fridge-1'),
      diagnosis: unheard,
    },
    'not here yet': { live, device: find('fridge-1'), diagnosis: null },
  };
  return (
    <>
      <Says known={known} />
      <Alive known={known} />
      <FactCards known={known} />
      <Diagnosis known={known} />
    </>
  );
}

interface CardsProps {
  known: Record<string, Known>;
}

function Says({ known }: CardsProps): React.JSX.Element {
  const { t } = useTranslation();
  const { live, cases } = useExamples();
  const calibrations = useCalibrations(cases.sensor.siteId, true);
  const old = (diagnosis: DeviceDiagnosis): DeviceDiagnosis => ({
    ...diagnosis,
    values: diagnosis.values.map((value) => ({ ...value, time: ago(3 * 86_400_000) })),
  });
  const { 'by a family': family, camera } = known;
  const shown: Record<string, Known> = {
    ...known,
    ...(family && { refused: { ...family, diagnosis: null } }),
    ...(family?.diagnosis && { 'old values': { ...family, diagnosis: old(family.diagnosis) } }),
    ...(camera && {
      'gateway, never heard': { ...camera, device: gatewayLike(camera.device), diagnosis: unheard },
    }),
  };
  return (
    <Block name="device-says">
      {Object.entries(shown).map(([name, { device, diagnosis }]) => (
        <State key={name} name={name} width={width}>
          <DeviceSays
            {...{ device, diagnosis, calibrations }}
            error={name === 'refused' ? t('error.status.403') : null}
            known={{ rules: live.rules, own: [] }}
          />
        </State>
      ))}
    </Block>
  );
}

function gatewayLike(device: Device): Device {
  return { ...device, id: 'gateway-1', kind: 'gateway', name: 'Zigbee 网关' };
}

function Alive({ known }: CardsProps): React.JSX.Element {
  const { 'by a family': family } = known;
  const healths = Object.keys(healthMarks) as (keyof typeof healthMarks)[];
  const shown: Record<string, Known> = {
    ...known,
    ...(family &&
      Object.fromEntries(
        healths.map((state) => [state, { ...family, live: inHealth(family.live, family.device, state) }]),
      )),
    ...(family?.diagnosis && {
      silent: {
        ...family,
        live: inHealth(family.live, family.device, 'unknown'),
        diagnosis: {
          ...family.diagnosis,
          lastSeenAt: ago(5 * 3_600_000),
          shownPeriodS: 754,
          declaredPeriodS: 600,
        },
      },
    }),
    ...(family && { 'out of service': { ...family, device: { ...family.device, inService: false } } }),
  };
  return (
    <Block name="device-alive">
      {Object.entries(shown).map(([name, each]) => (
        <State key={name} name={name} width={width}>
          <DeviceAlive {...each} own={[]} mayService />
        </State>
      ))}
    </Block>
  );
}

function FactCards({ known }: CardsProps): React.JSX.Element {
  const gateway = useMemo((): Record<string, Known> => {
    const live = liveOf(new MockWorld('gateway'));
    const device = [...live.devices.values()].find(({ kind }) => kind === 'gateway');
    const behind = [...live.devices.values()].find((each) => each.gateway !== undefined);
    return {
      ...(device && { gateway: { live, device, diagnosis: unheard } }),
      ...(behind && { 'behind a gateway': { live, device: behind, diagnosis: unheard } }),
    };
  }, []);
  return (
    <Block name="device-facts">
      {Object.entries({ ...known, ...gateway }).map(([name, each]) => (
        <State key={name} name={name} width={width}>
          <DeviceFacts {...each} />
        </State>
      ))}
    </Block>
  );
}

function Diagnosis({ known }: CardsProps): React.JSX.Element {
  const { live, cases } = useExamples();
  const diagnosed = Object.entries(known).flatMap(([name, each]) =>
    each.diagnosis ? [{ ...each, name, diagnosis: each.diagnosis }] : [],
  );
  const [like] = diagnosed;
  const troubles = deviceTroubles.map((kind, index) => ({
    day: `2026-11-${String(24 - Math.floor(index / 3)).padStart(2, '0')}`,
    kind,
    told: index + 1,
    amount: kind === 'picture-frozen' ? 95_000 : 12_345 * (index % 2 === 0 ? -1 : 1),
    lastAt: ago(index * 60_000),
  }));
  const device = live.devices.get(`${cases.sensor.siteId}/fridge-1`);
  return (
    <>
      <Block name="device-violations">
        <State name="as the mock answers" width={width}>
          {device ? <DeviceViolations live={live} device={device} /> : null}
        </State>
      </Block>
      <Block name="device-rules">
        {diagnosed.map(({ name, ...each }) => (
          <State key={name} name={name} width={width}>
            <DeviceRules {...each} own={[{ ruleId: 'device-silent', enabled: false, params: {} }]} />
          </State>
        ))}
      </Block>
      <Block name="device-troubles">
        <State name="each kind" width={wide}>
          <DeviceTroubles diagnosis={{ ...unheard, ...like?.diagnosis, troubles }} />
        </State>
        <State name="none" width={wide}>
          <DeviceTroubles diagnosis={unheard} />
        </State>
      </Block>
      <Block name="device-letters">
        {diagnosed.map(({ name, diagnosis }) => (
          <State key={name} name={name} width={wide}>
            <DeviceLetters diagnosis={diagnosis} mayTry />
          </State>
        ))}
        <State name="cut, empty, for who may not try" width={wide}>
          <DeviceLetters
            diagnosis={{
              ...unheard,
              letters: [
                {
                  id: 3,
                  receivedAt: ago(60_000),
                  topic: 'a/b',
                  reason: 'not-json',
                  bytes: 0,
                  payloadBase64: '',
                },
              ],
            }}
            mayTry={false}
          />
        </State>
      </Block>
    </>
  );
}
