/** All pictures under one roof: those that cameras send over MQTT, and those that they are asked for. */
import type { FrameFeed } from '../platform/mqtt/frameFeed.ts';
import type { Snapshots } from './snapshots.ts';

export interface PictureFeed extends FrameFeed, Pick<Snapshots, 'want' | 'freshen'> {}

/** Of a camera that does both, the newer counts. */
export function joinFeeds(sent: FrameFeed, asked: Snapshots): PictureFeed {
  return {
    latest: (siteId, deviceId) => {
      const [one, other] = [sent.latest(siteId, deviceId), asked.latest(siteId, deviceId)];
      return one && other ? (one.at >= other.at ? one : other) : (one ?? other);
    },
    onFrame: (listener) => {
      const stops = [sent.onFrame(listener), asked.onFrame(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    want: asked.want,
    freshen: asked.freshen,
  };
}
