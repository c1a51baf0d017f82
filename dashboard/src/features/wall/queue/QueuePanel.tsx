import { floodBeginsAbove } from '@mingchu/shared/alarmLoad';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { arrangeFlood, causesAmong, type FloodGroup } from '../../../live/flood.ts';
import { type Doubt, useDoubt } from '../../../live/judgement.ts';
import { serverNow } from '../../../live/store.ts';
import { useLiveParts } from '../../../live/useLive.ts';
import { useLoad } from '../../../live/useLoad.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { useShelvedCount, useWallItems } from '../../../live/useWallItems.ts';
import { whenText } from '../../../ui/time.ts';
import '../../../ui/aged.css';
import { useAlarmsLately } from '../useAlarmsLately.ts';
import { GroupRow } from './GroupRow.tsx';
import { Leftover } from './Leftover.tsx';
import { QueueRow } from './QueueRow.tsx';
import './queue.css';
import './flood.css';
import { fitFlood, fitRows, type Room } from './queueFit.ts';
import { useRoom } from './useRoom.ts';

/** Height of the line that tells what is not shown, rem. */
const leftoverRem = 2.75;

/**
 * Open violations, least time left first, as many as fit; in a flood by what belongs together. Hatched and dated while
 * nothing can come in, nobody takes it in or nobody judges it: then nobody is calm, and what is missing may be open.
 */
export function QueuePanel(): React.JSX.Element {
  const { t } = useTranslation();
  const { sites, stats } = useLiveParts('sites', 'stats');
  const items = useWallItems();
  const shelved = useShelvedCount();
  const { inFlood } = useLoad(items);
  const lately = useAlarmsLately(items, stats);
  const doubt = useDoubt();
  const { ref, room } = useRoom();
  return (
    <section
      className="panel open-list aged-place"
      aria-label={t('wall.open')}
      data-testid="queue"
      data-flood={inFlood}
    >
      <div className="panel-head">
        <h2>
          {t('wall.open')} <b className="num">{items.length}</b>
          {shelved > 0 ? <span className="num">{` · ${t('queue.shelved', { n: shelved })}`}</span> : null}
        </h2>
        {inFlood ? (
          <p className="queue-flood one-line num" role="status">
            <b>◆ {t('queue.flood')}</b> {t('queue.flood.rate', { n: lately })}
          </p>
        ) : (
          <p className="one-line">{t('wall.open.order')}</p>
        )}
      </div>
      <div className="queue-body" ref={ref}>
        {items.length === 0 ? (
          doubt === null ? (
            <Calm watched={sites.size > 0} shelved={shelved} />
          ) : null
        ) : inFlood && items.length > floodBeginsAbove ? (
          <Flood items={items} room={room} />
        ) : (
          <Plain items={items} room={room} />
        )}
      </div>
      {doubt === null ? null : (
        <p className="aged-cover hatched num" role="status" data-testid={doubt.kind}>
          <span>{t(doubtTexts[doubt.kind], { time: whenText(doubt.sinceMs, serverNow()) })}</span>
        </p>
      )}
    </section>
  );
}

const doubtTexts = {
  'broker-lost': 'truth.brokerLost',
  'intake-gone': 'truth.intakeGone',
  unjudged: 'truth.unjudged',
} as const satisfies Record<Doubt['kind'], string>;

interface ListProps {
  items: readonly WorkItem[];
  room: Room;
}

function Plain({ items, room }: ListProps): React.JSX.Element {
  const whole = fitRows(room, items.length);
  const fit = whole.fits >= items.length ? whole : fitRows(lessLeftover(room), items.length);
  const shown = items.slice(0, fit.fits);
  return (
    <>
      <ol
        className="rows"
        data-density={fit.density}
        style={{ gridTemplateColumns: `repeat(${fit.columns}, minmax(0, 1fr))` }}
      >
        {shown.map((item) => (
          <QueueRow key={item.id} item={item} />
        ))}
      </ol>
      <Leftover hidden={items.slice(shown.length)} folded={[]} />
    </>
  );
}

function Flood({ items, room }: ListProps): React.JSX.Element {
  const { waiting, pinned, groups, paperwork, folded } = useMemo(() => arrangeFlood(items), [items]);
  // What is folded away is named where there is room left, when it has a cause.
  const causes = useMemo(() => causesAmong(folded), [folded]);
  const first = [...waiting, ...pinned];
  const all = [...groups, ...causes];
  const wanted = { rows: first.length, groups: all.length };
  const whole = fitFlood(room, wanted);
  const named = paperwork.length === 0 && itemsOf(causes).length === folded.length;
  const isWhole = named && whole.rows === wanted.rows && whole.groups === wanted.groups;
  const fit = isWhole ? whole : fitFlood(lessLeftover(room), wanted);
  const shown = all.slice(0, fit.groups);
  const hidden = [...first.slice(fit.rows), ...itemsOf(groups.slice(fit.groups)), ...paperwork];
  const inGroups = new Set(itemsOf(shown));
  return (
    <>
      <div className="queue-flood-lists" data-columns={fit.columns}>
        <ol className="rows" data-density={fit.density}>
          {first.slice(0, fit.rows).map((item) => (
            <QueueRow key={item.id} item={item} />
          ))}
        </ol>
        <ol className="groups">
          {shown.map((group) => (
            <GroupRow key={group.key} group={group} />
          ))}
        </ol>
      </div>
      <Leftover hidden={hidden} folded={folded.filter((item) => !inGroups.has(item))} />
    </>
  );
}

function itemsOf(groups: readonly FloodGroup[]): WorkItem[] {
  return groups.flatMap(({ items }) => items);
}

function lessLeftover({ widthRem, heightRem }: Room): Room {
  return { widthRem, heightRem: heightRem - leftoverRem };
}

/**
 * Nothing is open. Nobody is calm where nobody looks, without kitchens, nor of what an officer has shelved: the panel says
 * so instead.
 */
function Calm({ watched, shelved }: { watched: boolean; shelved: number }): React.JSX.Element {
  const { t } = useTranslation();
  const calm = watched && shelved === 0;
  return (
    <div className="calm">
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle cx="50" cy="50" r="44" />
        {calm ? <path d="M31 51 45 65 70 38" /> : <path d="M32 50H68" />}
      </svg>
      <p className="calm-title">{t(calm ? 'wall.calm' : watched ? 'wall.calm.hint' : 'wall.sites.empty')}</p>
      <p>
        {calm || !watched
          ? t(watched ? 'wall.calm.hint' : 'wall.sites.hint')
          : t('queue.shelved', { n: shelved })}
      </p>
    </div>
  );
}
