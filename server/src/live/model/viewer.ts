/**
 * Who may see what. Staff see the district. An inspector sees his own orders, their violations and kitchens, and
 * his own messages: a phone can be lost.
 */
import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Session } from '@mingchu/shared/http';
import type { Change, Snapshot } from '@mingchu/shared/live';
import { may } from '@mingchu/shared/permissions';

export type Viewer =
  | { kind: 'staff' }
  /** `dispatchIds`, `violationIds` and `siteIds` are what he has been shown. */
  | {
      kind: 'inspector';
      inspectorId: string;
      dispatchIds: Set<string>;
      violationIds: Set<string>;
      siteIds: Set<string>;
    };

export function viewerOf(session: Session): Viewer {
  if (may(session.role, 'district.follow')) return { kind: 'staff' };
  return {
    kind: 'inspector',
    // An inspector's account that is tied to nobody sees what concerns nobody: nothing.
    inspectorId: session.inspectorId ?? '',
    dispatchIds: new Set(),
    violationIds: new Set(),
    siteIds: new Set(),
  };
}

/** The snapshot cut to one inspector; his viewer then knows what is shown. */
export function personalSnapshot(
  snapshot: Snapshot,
  viewer: Extract<Viewer, { kind: 'inspector' }>,
): Snapshot {
  const dispatches = snapshot.dispatches.filter((dispatch) => concernsHim(dispatch, viewer.inspectorId));
  viewer.dispatchIds = new Set(dispatches.map((dispatch) => dispatch.id));
  viewer.violationIds = new Set(dispatches.map((dispatch) => dispatch.violationId));
  viewer.siteIds = new Set(dispatches.map((dispatch) => dispatch.siteId));
  return {
    ...snapshot,
    groups: [],
    grids: [],
    stats: null,
    sites: snapshot.sites.filter((site) => viewer.siteIds.has(site.id)),
    devices: snapshot.devices.filter((device) => viewer.siteIds.has(device.siteId)),
    deviceHealth: snapshot.deviceHealth.filter((health) => viewer.siteIds.has(health.siteId)),
    violations: snapshot.violations.filter((violation) => viewer.violationIds.has(violation.id)),
    dispatches,
    coverage: [],
    inspectors: snapshot.inspectors.filter((position) => position.inspectorId === viewer.inspectorId),
    messages: snapshot.messages.filter((message) => message.recipientId === viewer.inspectorId),
  };
}

export type Visible =
  | { kind: 'changes'; changes: Change[] }
  /** An order has come to him, or the registry changed: he needs kitchen and violation too. */
  | { kind: 'needs-snapshot'; reason: 'order-gained' | 'registry-changed' };

/** He holds it, or is one of those asked. */
function concernsHim(dispatch: Dispatch, inspectorId: string): boolean {
  return dispatch.inspectorId === inspectorId || (dispatch.offeredTo ?? []).includes(inspectorId);
}

/** What of these changes an inspector gets. An order that leaves him is shown once more, so that he lets go. */
export function visibleToInspector(
  changes: Change[],
  viewer: Extract<Viewer, { kind: 'inspector' }>,
): Visible {
  const visible: Change[] = [];
  for (const change of changes) {
    switch (change.kind) {
      case 'dispatch': {
        const known = viewer.dispatchIds.has(change.body.id);
        const his = concernsHim(change.body, viewer.inspectorId);
        if (his && !known) return { kind: 'needs-snapshot', reason: 'order-gained' };
        if (known) visible.push(change);
        if (known && !his) {
          viewer.dispatchIds.delete(change.body.id);
          viewer.violationIds.delete(change.body.violationId);
        }
        break;
      }
      case 'violation':
        if (viewer.violationIds.has(change.body.id)) visible.push(change);
        break;
      case 'device':
        if (viewer.siteIds.has(change.body.siteId)) visible.push(change);
        break;
      case 'inspector':
        if (change.body.inspectorId === viewer.inspectorId) visible.push(change);
        break;
      case 'coverage':
      case 'wall':
        break;
      case 'message':
        if (change.body.recipientId === viewer.inspectorId) visible.push(change);
        break;
      case 'registry':
        return { kind: 'needs-snapshot', reason: 'registry-changed' };
    }
  }
  return { kind: 'changes', changes: visible };
}

/** May he watch the camera of this site? */
export function maySeeSite(viewer: Viewer, siteId: string): boolean {
  return viewer.kind === 'staff' || viewer.siteIds.has(siteId);
}
