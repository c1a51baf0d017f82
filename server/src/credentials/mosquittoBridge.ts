/**
 * A small Mosquitto at a site, for devices whose topics cannot be changed: on a shared broker nothing in `v1/gateway/…`
 * says whose it is, so no account may write there. This one takes the devices of one site and hands on exactly the
 * topics of their families, below the mount of the site, by the site's credential; answers come back the same way.
 */
import { createHmac } from 'node:crypto';
import { mountPrefix } from '@mingchu/shared/mqtt';
import { hostStates } from '../platform/mqtt/topicAccess.ts';
import type { Door } from './brokerDoors.ts';
import { listener } from './mosquittoConf.ts';

/**
 * At its start Mosquitto (2.0.11, tried) sends on whatever it has kept, as if it had just been said, and a first Shelly
 * has all it says kept, without a time. So a bridge of those remembers nothing over a restart; they say their state again
 * when they connect. Families whose messages have a time are known again by it.
 */
export const forgetfulFamily = 'shelly';

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
  const remembers = !families.includes(forgetfulFamily);
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
    ...(remembers
      ? [
          'persistence true',
          `persistence_location ${dataDir}/`,
          'autosave_on_changes true',
          'autosave_interval 1',
        ]
      : ['# What it had kept would come as if it had just been said.', 'persistence false']),
    `max_queued_messages ${queued}`,
    `max_queued_bytes ${queuedBytes}`,
    '',
    `connection mingchu-${siteId}`,
    `address ${host}:${port}`,
    '# Whoever connects by this name ends the bridge, so nobody guesses it.',
    `remote_clientid ${clientId(username, password)}`,
    `remote_username ${username}`,
    `remote_password ${password}`,
    ...(isTls ? [`bridge_cafile ${caFile}`] : []),
    '# What was said while the line was down is sent later.',
    'cleansession false',
    'notifications false',
    '# What is kept here is kept there as well, and marked so for whoever asks later.',
    'bridge_outgoing_retain true',
    'restart_timeout 5 30',
    ...topics,
  ];
  return `${lines.join('\n')}\n`;
}

/** The same each time it is written: a session that waits at the broker is found again. */
function clientId(username: string, password: string): string {
  const secret = createHmac('sha256', password).update('client id of the bridge').digest('base64url');
  return `bridge-${username}-${secret.slice(0, 22)}`;
}
