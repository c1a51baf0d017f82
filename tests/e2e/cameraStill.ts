/** What a camera sees in pictures for the eye: the painted kitchen of the simulators. */
import { chanceOf } from '@mingchu/simulators/chance';
import { paintFrame } from '@mingchu/simulators/frames/paintFrame';
import { makeScene } from '@mingchu/simulators/kitchen/scene';

/** A JPEG with the time burnt in, of a kitchen in which a rat runs if wanted. */
export function cameraStill(atMs: number, wrong?: 'rodent'): Promise<Buffer> {
  const scene = makeScene('still', chanceOf(7, 'still'));
  if (wrong) scene.wrong.add(wrong);
  return paintFrame(scene, '切配间', atMs);
}
