/** Configuration of a Mosquitto of its own: its doors, what it takes of a device, and that it loses nothing of intake's. */
import { brokerLimits, type BrokerDoors, type Door } from './brokerDoors.ts';

/** `dir` is where Mosquitto finds `passwords` and `acl`, `dataDir` where it keeps messages; both as it sees them. */
export function mosquittoConf(
  { clear, tls, maxConnections }: BrokerDoors,
  { dir, dataDir }: { dir: string; dataDir: string },
): string {
  const limit = `max_connections ${maxConnections}`;
  const files = tls ? [`certfile ${tls.certFile}`, `keyfile ${tls.keyFile}`] : [];
  const doors = [
    ...(clear ? [['# In the clear: name and secret can be read on the way.', listener(clear), limit]] : []),
    ...(tls?.secrets ? [['# TLS, by name and secret.', listener(tls.secrets), limit, ...files]] : []),
    ...(tls?.certificates
      ? [
          [
            '# TLS, by client certificate: its common name is the name of a credential, and the same ACL holds.',
            listener(tls.certificates),
            limit,
            ...files,
            `cafile ${tls.certificates.caFile}`,
            'require_certificate true',
            'use_identity_as_username true',
          ],
        ]
      : []),
  ];
  return `${[
    [
      '# Written by `broker-config mosquitto`; written again, changes of yours are lost.',
      ...settings(dir, dataDir),
    ],
    ...doors,
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** A door as Mosquitto's configuration opens it. */
export function listener({ address, port }: Door): string {
  return address === null ? `listener ${port}` : `listener ${port} ${address}`;
}

function settings(dir: string, dataDir: string): string[] {
  const { inflight, queued, queuedBytes, maxPacketBytes, maxPayloadBytes } = brokerLimits;
  return [
    'per_listener_settings false',
    'allow_anonymous false',
    `password_file ${dir}/passwords`,
    `acl_file ${dir}/acl`,
    '',
    'persistence true',
    `persistence_location ${dataDir}/`,
    '# Written at every change: with the default a crash forgets up to half an hour of acknowledged messages.',
    'autosave_on_changes true',
    'autosave_interval 1',
    'persistent_client_expiration 7d',
    '',
    '# The default drops all but 1,000 waiting QoS 1 messages without a word; with 0 (no limit) 2.0.11 cuts off whoever',
    '# publishes what is not his.',
    `max_queued_messages ${queued}`,
    `max_queued_bytes ${queuedBytes}`,
    `max_inflight_messages ${inflight}`,
    `max_packet_size ${maxPacketBytes}`,
    `message_size_limit ${maxPayloadBytes}`,
    'log_dest stdout',
    'log_type error',
    'log_type warning',
    'log_type notice',
  ];
}
