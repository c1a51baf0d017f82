/** Frigate 0.17: a rat in the preparation room, followed for some seconds; later the camera is away for two minutes. */
import { at, beginTelling, toKeep } from './telling.ts';

export function frigate() {
  const { say, every, messages } = beginTelling(490);
  const camera = 'prep';
  const startS = at(420) / 1000;
  const rat = `${startS}-r4tr4t`;
  say(1, 'frigate/available', 'online', toKeep);
  for (const atS of [2, 31]) say(atS, `frigate/${camera}/status/detect`, 'online', toKeep);
  every({ fromS: 58, toS: 1290, everyS: 60 }, (atS, n) =>
    say(
      atS,
      'frigate/stats',
      {
        cameras: {
          [camera]: {
            camera_fps: 5 + (n % 2) / 10,
            process_fps: 5,
            skipped_fps: 0,
            detection_fps: 1.5,
            detection_enabled: true,
            pid: 27,
            capture_pid: 28,
          },
        },
        detectors: { ov: { inference_speed: 8.9, detection_start: 0, pid: 9 } },
        service: { uptime: 900 + atS, version: '0.17.1-abcdef0', latest_version: '0.17.1' },
      },
      { qos: 0 },
    ),
  );
  const event = (atS: number, score: number) => ({
    id: rat,
    camera,
    frame_time: at(atS - 0.2) / 1000,
    label: 'rat',
    sub_label: null,
    top_score: 0.91,
    false_positive: false,
    start_time: startS,
    end_time: null,
    score,
    box: [640, 360, 960, 540],
    area: 57_600,
    ratio: 1.78,
    region: [480, 200, 1120, 840],
    active: true,
    stationary: false,
    motionless_count: 0,
    position_changes: 1,
    current_zones: ['sink'],
    entered_zones: ['sink'],
    has_clip: false,
    has_snapshot: true,
    attributes: {},
    current_attributes: [],
    max_severity: null,
  });
  const review = (atS: number, type: string, severity: string) => {
    const state = {
      id: `${startS}-k3v9ab`,
      camera,
      start_time: startS,
      end_time: type === 'end' ? at(atS) / 1000 : null,
      severity,
      thumb_path: `/media/frigate/clips/review/thumb-${camera}.webp`,
      data: {
        detections: [rat],
        objects: ['rat'],
        verified_objects: [],
        sub_labels: [],
        zones: ['sink'],
        audio: [],
      },
    };
    say(atS, 'frigate/reviews', { type, before: state, after: state }, { qos: 0 });
  };
  const events = (atS: number, type: string, score: number) =>
    say(atS, 'frigate/events', { type, before: event(atS, score), after: event(atS, score) }, { qos: 0 });
  events(420.4, 'new', 0.78);
  review(421, 'new', 'alert');
  for (const atS of [424, 428, 433, 437]) events(atS, 'update', 0.84);
  review(440, 'update', 'alert');
  events(445, 'end', 0.8);
  review(448, 'end', 'alert');
  say(960, `frigate/${camera}/status/detect`, 'offline', toKeep);
  say(1079, `frigate/${camera}/status/detect`, 'online', toKeep);
  return messages();
}
