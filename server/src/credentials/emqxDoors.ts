/**
 * Listeners and limits of EMQX 5, in the names of its configuration manual: `listeners.*`, its rate limits, which count
 * for a connection, and `mqtt.*`. A client certificate stands in a zone of its own, in which its common name is the name
 * of a credential and no secret is asked for; the grants are the same. Doors that nobody asked for are closed: EMQX
 * opens WebSockets, and TLS with a certificate of its own making, by default.
 */
import { brokerLimits, type BrokerDoors, type Door } from './brokerDoors.ts';

export function emqxDoors({ clear, tls, maxConnections }: BrokerDoors): string[] {
  const limits = [
    `max_connections = ${maxConnections}`,
    `max_conn_rate = "${brokerLimits.connectionsPerS}/s"`,
    `messages_rate = "${brokerLimits.messagesPerS}/s"`,
    `bytes_rate = "${brokerLimits.bytesPerS / 2 ** 20}MB/s"`,
  ];
  const open = (door: Door, more: string[] = []) => [
    'enable = true',
    `bind = ${JSON.stringify(`${door.address ?? '0.0.0.0'}:${door.port}`)}`,
    ...limits,
    ...more,
  ];
  const closed = ['enable = false'];
  const certified = tls?.certificates;
  return [
    'mqtt {',
    '  max_packet_size = 5MB',
    `  max_inflight = ${brokerLimits.inflight}`,
    // A queue of EMQX is in memory.
    '  max_mqueue_len = 1000000',
    '  shared_subscription_strategy = hash_topic',
    '}',
    'durable_sessions.enable = true',
    ...block('listeners.tcp.default', clear ? open(clear) : closed),
    ...block('listeners.ssl.default', tls?.secrets ? open(tls.secrets, sslOptions(tls)) : closed),
    ...(tls && certified
      ? [
          ...block(
            'listeners.ssl.certificates',
            open(certified, [
              'zone = certificates',
              'enable_authn = false',
              ...sslOptions(tls, [
                `cacertfile = ${JSON.stringify(certified.caFile)}`,
                'verify = verify_peer',
                'fail_if_no_peer_cert = true',
              ]),
            ]),
          ),
          ...block('zones.certificates.mqtt', ['peer_cert_as_username = cn']),
        ]
      : []),
    ...block('listeners.ws.default', closed),
    ...block('listeners.wss.default', closed),
  ];
}

function sslOptions({ certFile, keyFile }: { certFile: string; keyFile: string }, more: string[] = []) {
  return block('ssl_options', [
    `certfile = ${JSON.stringify(certFile)}`,
    `keyfile = ${JSON.stringify(keyFile)}`,
    'versions = ["tlsv1.3", "tlsv1.2"]',
    ...more,
  ]);
}

function block(name: string, lines: readonly string[]): string[] {
  return [`${name} {`, ...lines.map((line) => `  ${line}`), '}'];
}
