/** The picture that an inspector takes in a kitchen. */
import type { Feed } from '../feed/feed.ts';
import { paintFrame } from '../frames/paintFrame.ts';
import type { VirtualClock } from '../virtualClock.ts';

/** What the kitchen's first camera would see now; null without one. */
export async function photoOf(feed: Feed, clock: VirtualClock, siteId: string): Promise<Buffer | null> {
  const kitchen = feed.kitchens.get(siteId);
  const [scene] = kitchen?.scenes.values() ?? [];
  return kitchen && scene ? paintFrame(scene, kitchen.site.name, clock.now()) : null;
}
