/** Sends pictures: every 2 s one of each kitchen in trouble, and of some of the others in turn. */
import { topicOf } from '@mingchu/shared/mqtt';
import type { Feed } from '../feed/feed.ts';
import type { VirtualClock } from '../virtualClock.ts';
import { paintFrame } from './paintFrame.ts';

const roundMs = 2_000;
/** Most pictures a round: they bound what drawing costs. */
const maxInTrouble = 14;
const others = 10;

/** Begins to send; `inTrouble` names sites. */
export function startCameras(feed: Feed, clock: VirtualClock, inTrouble: () => string[]): void {
  const all = [...feed.kitchens.values()].flatMap((kitchen) =>
    [...kitchen.scenes].map(([cameraId, scene]) => ({ kitchen, cameraId, scene })),
  );
  let round = 0;
  let painting = false;
  const paint = async () => {
    // The longest in trouble first: their tiles are the largest.
    const urgent = inTrouble()
      .flatMap((siteId) => all.filter(({ kitchen }) => kitchen.site.id === siteId))
      .slice(0, maxInTrouble);
    const first = round++ * others;
    const turn = Array.from(
      { length: Math.min(others, all.length) },
      (_, n) => all[(first + n) % all.length],
    );
    for (const camera of new Set([...urgent, ...turn])) {
      if (!camera) continue;
      const { site } = camera.kitchen;
      const jpeg = await paintFrame(camera.scene, site.name, clock.now());
      feed.gatewayOf(site.id).publish(topicOf(site.id, camera.cameraId, 'frame'), jpeg, { qos: 0 });
    }
  };
  clock.every(roundMs, () => {
    if (painting) return;
    painting = true;
    paint()
      .catch((error: unknown) => process.stderr.write(`no picture: ${String(error)}\n`))
      .finally(() => {
        painting = false;
      });
  });
}
