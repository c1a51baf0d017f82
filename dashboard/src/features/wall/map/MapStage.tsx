import type { MapTiles } from '@mingchu/shared/mapSettings';
import { useEffect, useId, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveParts } from '../../../live/useLive.ts';
import { useLoad } from '../../../live/useLoad.ts';
import { useWallItems } from '../../../live/useWallItems.ts';
import { attend } from './attend.ts';
import { MapEngine } from './engine.ts';
import { takeHands } from './hands.ts';
import { mapWords } from './mapWords.ts';
import { landOf } from './model/areas.ts';
import { toWorldIn } from './model/mercator.ts';
import type { District } from './model/scene.ts';
import { indexSites } from './model/siteIndex.ts';
import { WrongLinks } from './WrongLinks.tsx';

interface StageProps {
  /** The base map; null draws the district's own areas alone. */
  tiles: MapTiles | null;
  /** Whether it may glide to what has gone wrong. */
  glides: boolean;
  onGlides: () => void;
}

/** The map itself: two canvases, the links over the marks, and what lies upon them. */
export function MapStage(props: StageProps): React.JSX.Element {
  const { t } = useTranslation();
  const { tiles } = props;
  const { sites } = useLiveParts('sites');
  const { parts, engine } = useEngine(props);
  const keysId = useId();
  return (
    <div
      ref={parts.stage}
      className="map-stage"
      data-testid="district-map"
      role="application"
      tabIndex={0}
      aria-label={`${t('wall.map')} · ${t('wall.map.sites', { n: sites.size })}`}
      aria-describedby={keysId}
    >
      <canvas ref={parts.base} />
      <canvas ref={parts.overlay} />
      <p id={keysId} className="visually-hidden">
        {t('wall.map.keys')}
      </p>
      <WrongLinks list={parts.links} engine={engine} />
      <p ref={parts.scaleBar} className="map-scale num" />
      {tiles?.attribution ? <p className="map-source">{tiles.attribution}</p> : null}
      <div className="map-controls">
        <button
          type="button"
          aria-label={t('wall.map.nearer')}
          onClick={() => engine.current?.camera.press('+')}
        >
          +
        </button>
        <button
          type="button"
          aria-label={t('wall.map.farther')}
          onClick={() => engine.current?.camera.press('-')}
        >
          −
        </button>
        <button type="button" onClick={() => engine.current?.camera.press('0')}>
          {t('wall.map.whole')}
        </button>
        <button type="button" aria-pressed={props.glides} onClick={props.onGlides}>
          {t('wall.map.glide')}
        </button>
      </div>
    </div>
  );
}

/** Starts the engine with the stage, and tells it what is new. */
function useEngine({ tiles, glides }: StageProps): ReturnType<typeof useParts> {
  const { i18n } = useTranslation();
  const live = useLiveParts('sites', 'inspectors');
  const items = useWallItems();
  const { parts, engine } = useParts();
  const { inFlood } = useLoad(items);
  const facts = useRef({ live, items, glides, inFlood });
  facts.current = { live, items, glides, inFlood };
  const district = useDistrict(tiles);

  useEffect(() => {
    const { stage, base, overlay, links, scaleBar } = parts;
    if (!stage.current || !base.current || !overlay.current || !links.current || !scaleBar.current) return;
    const started = new MapEngine({
      stage: stage.current,
      base: base.current,
      overlay: overlay.current,
      links: links.current,
      scaleBar: scaleBar.current,
      words: mapWords,
    });
    engine.current = started;
    started.setFacts(facts.current.live, facts.current.items);
    const observer = new ResizeObserver(([entry]) => {
      if (entry) started.resize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(stage.current);
    const refresh = (): void => started.refresh();
    const theme = new MutationObserver(refresh);
    const themed = stage.current.closest('.dark, .light');
    if (themed) theme.observe(themed, { attributeFilter: ['class'] });
    // The font comes in pieces, each when a letter of it is first drawn: a canvas does not draw itself again.
    document.fonts.addEventListener('loadingdone', refresh);
    const nameOf = (siteId: string): string => facts.current.live.sites.get(siteId)?.name ?? siteId;
    const letGo = takeHands(started, stage.current, nameOf);
    const stopAttending = attend(started, () => facts.current);
    return () => {
      stopAttending();
      letGo();
      document.fonts.removeEventListener('loadingdone', refresh);
      theme.disconnect();
      observer.disconnect();
      started.close();
      engine.current = null;
    };
  }, []);

  useEffect(() => engine.current?.setDistrict(district), [district]);
  useEffect(() => engine.current?.setTiles(tiles), [tiles]);
  useEffect(() => engine.current?.setFacts(live, items), [live, items]);
  useEffect(() => engine.current?.refresh(), [i18n.language]);
  return { parts, engine };
}

function useParts() {
  return {
    parts: {
      stage: useRef<HTMLDivElement | null>(null),
      base: useRef<HTMLCanvasElement | null>(null),
      overlay: useRef<HTMLCanvasElement | null>(null),
      links: useRef<HTMLUListElement | null>(null),
      scaleBar: useRef<HTMLParagraphElement | null>(null),
    },
    engine: useRef<MapEngine | null>(null),
  };
}

/** Land and kitchens in the frame of the base map; made anew only when the registry or the base map is another. */
function useDistrict(tiles: MapTiles | null): District {
  const { groups, grids, sites } = useLiveParts('groups', 'grids', 'sites');
  return useMemo(() => {
    const toWorld = toWorldIn(tiles?.datum ?? 'WGS-84');
    return { toWorld, land: landOf(groups, grids, toWorld), index: indexSites(sites.values(), toWorld) };
  }, [groups, grids, sites, tiles?.datum]);
}
