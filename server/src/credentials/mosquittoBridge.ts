/**
 * A small Mosquitto at a site, for devices whose topics cannot be changed: on a shared broker nothing in `v1/gateway/…`
 * says whose it is, so no account may write there. This one takes the devices of one site and hands on exactly the
 * topics of their families, below the mount of the site, by the site's credential; answers come back the same way.
 */
import { mountPrefix } from '@mingchu/shared/mqtt';
import { hostStates } from '../platform/mqtt/topicAccess.ts';
import type { Door } from './brokerDoors.ts';
import { listener } from './mosquittoConf.ts';

interface BridgedTopics {
  /** What devices say. */
  up: readonly string[];
  /** What they are answered. */
  down: readonly string[];
  /** What every device may hear, of no site. */
  shared?: readonly string[];
}

const sparkplug = 'spBv1.0';

/** By id of the family: filters as its devices know them. */
export const bridgedFamilies: Readonly<Record<string, BridgedTopics>> = {
  // Not `v1/devices/me/…`: a bridge cannot hand on who "me" is.
  thingsboard: {
    up: ['connect', 'disconnect', 'telemetry', 'attributes', 'attributes/request'].map(
      (end) => `v1/gateway/${end}`,
    ),
    down: ['v1/gateway/attributes/response'],
  },
  sparkplug: {
    up: [
      ...['NBIRTH', 'NDEATH', 'NDATA'].map((kind) => `${sparkplug}/+/${kind}/+`),
      ...['DBIRTH', 'DDEATH', 'DDATA'].map((kind) => `${sparkplug}/+/${kind}/+/+`),
    ],
    down: [`${sparkplug}/+/NCMD/+`],
    shared: [`${hostStates}/#`],
  },
  shelly: { up: ['shellies/#'], down: [] },
};

export interface Bridge {
  siteId: string;
  families: readonly string[];
  /** Where the devices of the site find it. */
  listen: Door;
  /** The broker that intake reads, and the credential. */
  remote: { host: string; port: number; username: string; password: string; isTls: boolean };
  /** Authority of the broker's certificate, as the bridge finds it. */
  caFile: string;
  dataDir: string;
}

/** Messages that wait while the line is down: a day of some hundred devices. */
const queued = 1_000_000;
const queuedBytes = 1024 * 1024 * 1024;

export function mosquittoBridge({ siteId, families, listen, remote, caFile, dataDir }: Bridge): string {
  const { host, port, username, password, isTls } = remote;
  const topics = families.flatMap((id) => {
    const { up, down, shared = [] } = bridgedFamilies[id] as BridgedTopics;
    const mount = `${mountPrefix}/${siteId}/`;
    return [
      ...up.map((filter) => `topic ${filter} out 1 "" ${mount}`),
      ...down.map((filter) => `topic ${filter} in 1 "" ${mount}`),
      ...shared.map((filter) => `topic ${filter} in 1`),
    ];
  });
  const lines = [
    '# Written by `broker-config bridge`: a broker for the devices of one site. It holds a secret.',
    listener(listen),
    '# Whoever reaches it speaks for the site: let nobody but its devices.',
    'allow_anonymous true',
    'persistence true',
    `persistence_location ${dataDir}/`,
    'autosave_on_changes true',
    'autosave_interval 1',
    `max_queued_messages ${queued}`,
    `max_queued_bytes ${queuedBytes}`,
    '',
    `connection mingchu-${siteId}`,
    `address ${host}:${port}`,
    `remote_clientid bridge-${username}`,
    `remote_username ${username}`,
    `remote_password ${password}`,
    ...(isTls ? [`bridge_cafile ${caFile}`] : []),
    '# What was said while the line was down is sent later.',
    'cleansession false',
    'notifications false',
    'restart_timeout 5 30',
    ...topics,
  ];
  return `${lines.join('\n')}\n`;
}
