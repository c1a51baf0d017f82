/** Pointer and keys on the map: names under the pointer, a click that opens, keys that move, and that a hand was here. */
import { localNow } from '../../../live/store.ts';
import type { MapEngine } from './engine.ts';
import { type Hit, hitAt } from './model/pointing.ts';
import { sitePath } from '../../../ui/sitePath.ts';

/** Listens until the returned function is called. `nameOf` gives a kitchen its name. */
export function takeHands(
  engine: MapEngine,
  stage: HTMLElement,
  nameOf: (siteId: string) => string,
): () => void {
  const listening = new AbortController();
  const on = <Kind extends keyof HTMLElementEventMap>(
    kind: Kind,
    listener: (event: HTMLElementEventMap[Kind]) => void,
  ): void => stage.addEventListener(kind, listener, { signal: listening.signal });
  const use = (): void => engine.camera.use(localNow());
  const hit = (event: MouseEvent): Hit | null => {
    const drawn = engine.drawn();
    const box = stage.getBoundingClientRect();
    if (!drawn || event.target instanceof HTMLAnchorElement) return null;
    const pointer = { x: event.clientX - box.left, y: event.clientY - box.top };
    return hitAt({ ...drawn, view: engine.camera.view }, pointer);
  };
  on('pointerdown', use);
  on('wheel', use);
  on('focusin', use);
  on('pointermove', (event) => {
    use();
    const found = event.buttons === 0 ? hit(event) : null;
    stage.style.cursor = found ? 'pointer' : '';
    const pointed = found?.kind === 'site' ? { text: nameOf(found.id), at: found.at } : null;
    engine.point(pointed && found?.kind === 'site' ? { key: found.id, ...pointed } : null);
  });
  on('pointerleave', () => engine.point(null));
  on('click', (event) => {
    const found = hit(event);
    if (found?.kind === 'site') window.open(sitePath(found.id), '_blank', 'noopener');
    if (found?.kind === 'cluster') engine.camera.showAt(found.cluster.world, found.cluster.opensAtK * 1.05);
  });
  on('keydown', (event) => {
    use();
    if (event.ctrlKey || event.metaKey || event.altKey || !engine.camera.press(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  return () => listening.abort();
}
