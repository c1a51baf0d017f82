/**
 * Limits of rates for a Mosquitto, which has none: by address of the sender, in the firewall of its machine. What is over
 * them is dropped, so TCP sends it again, slower: a flood waits at its sender and fills no queue.
 *
 * They are looked at before addresses are translated, so that a broker in a container is behind them as well.
 */
import { connectionsPerS, connectionsAtOnce } from '../platform/mqtt/addressBook.ts';
import type { BrokerDoors } from './brokerDoors.ts';

/** What an address may send at once: so many seconds of its rate. */
const burstS = 4;
/** Addresses that are counted at a time, and how long one that is silent is, s. Beyond them nobody else is limited. */
const maxAddresses = 65_535;
const forgottenAfterS = 60;

/**
 * A ruleset for `nft -f`: a table of its own, which loading it again replaces.
 * @param bytesPerS of one address, or one /64 of IPv6
 */
export function nftables({ clear, tls }: BrokerDoors, bytesPerS: number): string {
  const doors = [clear, tls?.secrets, tls?.certificates].filter(
    (door) => door !== null && door !== undefined,
  );
  const ports = [...new Set(doors.map(({ port }) => port))];
  const set = (name: string, type: string) =>
    `  set ${name} { type ${type}; size ${maxAddresses}; flags dynamic,timeout; timeout ${forgottenAfterS}s; }`;
  const limits = (family: 'ip' | 'ip6', sender: string) => {
    const at = `meta nfproto ${family === 'ip' ? 'ipv4' : 'ipv6'}`;
    const connecting = `limit rate over ${connectionsPerS}/second burst ${connectionsAtOnce} packets`;
    const sending = `limit rate over ${bytesPerS} bytes/second burst ${burstS * bytesPerS} bytes`;
    return [
      `    ${at} ct state new update @connecting_${family} { ${sender} ${connecting} } counter drop`,
      `    ${at} update @sending_${family} { ${sender} ${sending} } counter drop`,
    ];
  };
  return `${[
    '#!/usr/sbin/nft -f',
    '# Written by `broker-config mosquitto`; written again, changes of yours are lost.',
    'table inet mingchu_broker',
    'delete table inet mingchu_broker',
    'table inet mingchu_broker {',
    set('connecting_ip', 'ipv4_addr'),
    set('sending_ip', 'ipv4_addr'),
    set('connecting_ip6', 'ipv6_addr'),
    set('sending_ip6', 'ipv6_addr'),
    '  chain doors {',
    '    type filter hook prerouting priority mangle; policy accept;',
    '    iif "lo" accept',
    `    fib daddr type local tcp dport { ${ports.join(', ')} } jump limits`,
    '  }',
    '  chain limits {',
    ...limits('ip', 'ip saddr'),
    ...limits('ip6', 'ip6 saddr & ffff:ffff:ffff:ffff::'),
    '  }',
    '}',
  ].join('\n')}\n`;
}
