import type { Dispatch } from '@mingchu/shared/dispatch';
import type { InspectorPosition } from '@mingchu/shared/live';
import type { Site } from '@mingchu/shared/registry';
import { annunciates, type Severity } from '@mingchu/shared/violation';
import type { LiveState } from '../../../live/reducer.ts';
import type { WorkItem } from '../../../live/worklist.ts';
import { severityPaths } from '../../../ui/SeverityMark.tsx';
import { placeLabels } from './mapLabels.ts';
import type { Project } from './mapProjection.ts';

/** Names shown on the map: more would overlap, and the list beside it has them all. */
const maxLabels = 6;

/** What is abnormal, who is where and who is going where. */
export function MapOverlay(props: {
  live: LiveState;
  items: readonly WorkItem[];
  worst: ReadonlyMap<string, Severity>;
  project: Project;
}): React.JSX.Element {
  const { live, items, worst, project } = props;
  const blinking = new Set(
    items
      .filter((item) => item.severity === 'critical' && item.violation && annunciates[item.violation.state])
      .map((item) => item.siteId),
  );
  const sites = [...worst.keys()].flatMap((id) => live.sites.get(id) ?? []);
  const labelled = sites
    .slice(0, maxLabels)
    .map((site) => ({ id: site.id, text: site.name, ...at(site, project) }));
  const onShift = [...live.inspectors.values()].filter((inspector) => inspector.onShift);
  return (
    <g>
      {items.map((item) => (
        <WayThere key={item.id} dispatch={item.dispatch} live={live} project={project} />
      ))}
      {onShift.map((inspector) => {
        const { x, y } = at(inspector, project);
        return (
          <g key={inspector.inspectorId} className="map-person" transform={`translate(${x} ${y}) scale(1.5)`}>
            <circle cy="-4.5" r="3.4" />
            <path d="M-6 6.5C-6 1-3.5-.4 0-.4S6 1 6 6.5Z" />
          </g>
        );
      })}
      {sites.map((site) => {
        const severity = worst.get(site.id) ?? 'info';
        const { x, y } = at(site, project);
        return (
          <g key={site.id} data-severity={severity} transform={`translate(${x} ${y})`}>
            <circle className="map-halo" r="17" />
            <path
              className={blinking.has(site.id) ? 'mark map-mark blink' : 'mark map-mark'}
              d={severityPaths[severity]}
              transform="scale(.92) translate(-12 -12)"
            />
          </g>
        );
      })}
      {placeLabels(labelled).map((label) => (
        <text key={label.id} className="map-label" x={label.x} y={label.y} textAnchor={label.anchor}>
          {label.text}
        </text>
      ))}
    </g>
  );
}

function at(
  place: Pick<Site | InspectorPosition, 'lon' | 'lat'>,
  project: Project,
): { x: number; y: number } {
  return project(place.lon, place.lat);
}

/** A line from the inspector to the kitchen: dashed while only asked, solid once he is on his way. */
function WayThere(props: {
  dispatch: Dispatch | null;
  live: LiveState;
  project: Project;
}): React.JSX.Element | null {
  const { dispatch, live, project } = props;
  if (!dispatch?.inspectorId) return null;
  const inspector = live.inspectors.get(dispatch.inspectorId);
  const site = live.sites.get(dispatch.siteId);
  const shown =
    dispatch.state === 'accepted' || dispatch.state === 'en-route' || dispatch.state === 'offered';
  if (!inspector || !site || !shown) return null;
  const from = at(inspector, project);
  const to = at(site, project);
  return <line className="map-way" data-stage={dispatch.state} x1={from.x} y1={from.y} x2={to.x} y2={to.y} />;
}
