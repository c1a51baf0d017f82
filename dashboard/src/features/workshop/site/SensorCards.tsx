/** What sensors measured, with the limits that hold and the certificates that they are corrected by. */
import {
  type CalibrationState,
  calibrationStates,
  type SiteCalibrationLine,
} from '@mingchu/shared/calibration';
import type { Session } from '@mingchu/shared/http';
import { mainMetric } from '@mingchu/shared/mainMetric';
import { useMemo } from 'react';
import { minuteText } from '../../../ui/time.ts';
import { type Span, SpanChoice, spans } from '../../console/site/chartSpan.tsx';
import { ReadingsChart } from '../../console/site/ReadingsChart.tsx';
import { SensorCalibration } from '../../console/site/SensorCalibration.tsx';
import { SensorChart } from '../../console/site/SensorChart.tsx';
import { SiteSensors } from '../../console/site/SiteSensors.tsx';
import { useCalibrations } from '../../console/site/useCalibrations.ts';
import { useReadings } from '../../console/site/useReadings.ts';
import { Block, State } from '../Block.tsx';
import { useExamples } from '../examples.ts';

const width = 44;
const dayMs = 86_400_000;
const spanNames = Object.keys(spans) as Span[];

export function SensorCards({ session }: { session: Session }): React.JSX.Element {
  const { live, cases } = useExamples();
  const { siteId } = cases.sensor;
  const calibrations = useCalibrations(siteId, true);
  // The mock's certificates are of its first kitchens.
  const known = useCalibrations('site-1', true);
  const sensors = [...live.devices.values()].filter(
    (device) => device.siteId === siteId && mainMetric(device.kind) !== null,
  );
  const [device] = sensors;
  if (!device) throw new Error('the mock has no sensor');
  return (
    <>
      <Block name="site-sensors">
        <State name="of the kitchen" width={width}>
          <SiteSensors {...{ live, siteId, sensors, calibrations, session }} />
        </State>
        <State name="none" width={width}>
          <SiteSensors {...{ live, siteId, calibrations, session }} sensors={[]} />
        </State>
      </Block>
      <Block name="sensor-chart">
        {spanNames.map((span) => (
          <State key={span} name={span} width={width}>
            <section className="card">
              <h3>{span}</h3>
              <SensorChart {...{ live, device, span, calibrations }} metric="temperatureC" own={[]} />
            </section>
          </State>
        ))}
        <State name="the kitchen's own limits" width={width}>
          <section className="card">
            <h3>hour</h3>
            <SensorChart
              {...{ live, device }}
              calibrations={[]}
              metric="temperatureC"
              span="hour"
              own={[{ ruleId: 'fridge-warm', enabled: true, params: { limit: 5 } }]}
            />
          </section>
        </State>
      </Block>
      <Block name="span-choice">
        {spanNames.map((span) => (
          <State key={span} name={span}>
            <h3>
              <SpanChoice span={span} />
            </h3>
          </State>
        ))}
      </Block>
      <Readings siteId={siteId} deviceId={device.id} />
      <Block name="sensor-calibration">
        {calibrationStates.map((state) => (
          <State key={state} name={state} width={width}>
            <SensorCalibration line={lineIn(state, known)} />
          </State>
        ))}
      </Block>
    </>
  );
}

/** Due in so many days, in each state; null: there is no certificate. */
const dueInDays: Record<CalibrationState, number | null> = { overdue: -9, due: 12, never: null, good: 200 };

function lineIn(state: CalibrationState, lines: readonly SiteCalibrationLine[]): SiteCalibrationLine {
  const like = lines.find(({ current }) => current !== null);
  const days = dueInDays[state];
  if (!like?.current || days === null)
    return {
      siteId: 'site-1',
      deviceId: 'fridge-1',
      metric: 'temperatureC',
      state,
      current: null,
      last: null,
    };
  const dueOn = new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
  return { ...like, state, current: { ...like.current, dueOn } };
}

type Reading = ReturnType<typeof useReadings>;

function Readings(props: { siteId: string; deviceId: string }): React.JSX.Element {
  const asked = useReadings({ ...props, metric: 'temperatureC', spanMs: spans.hour });
  const states = useMemo((): Record<string, Reading> => {
    const nothing: Reading = { points: null, span: [0, 1], error: null };
    return {
      'as the mock answers': asked,
      'not here yet': nothing,
      'nothing measured': { ...nothing, points: [] },
      'one point': { ...asked, points: asked.points?.slice(-1) ?? [] },
    };
  }, [asked]);
  return (
    <Block name="readings-chart">
      {Object.entries(states).map(([name, reading]) => (
        <State key={name} name={name} width={width}>
          <section className="card">
            <div className="sensor">
              <ReadingsChart
                reading={reading}
                limits={[
                  { value: 8, direction: 'above' },
                  { value: 0, direction: 'below' },
                ]}
                unit="°C"
                timeText={minuteText}
                label={name}
              />
            </div>
          </section>
        </State>
      ))}
    </Block>
  );
}
