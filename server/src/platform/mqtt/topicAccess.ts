/**
 * What a connection that signed in for a site may publish and subscribe: its own canonical topics and its own mount.
 * A topic of a family, outside `mingchu/`, is moved below that mount, so that a device whose topics are fixed needs no
 * setting. The embedded broker asks here; the files for other brokers are made from the same table.
 */
import { mountPrefix, topicPrefix } from '@mingchu/shared/mqtt';

/** `subscribe` holds what families send back: answers, births, requests to be reborn. */
export const siteGrants = [
  { act: 'publish', prefix: topicPrefix },
  { act: 'publish', prefix: mountPrefix },
  { act: 'subscribe', prefix: mountPrefix },
] as const;
/** Whether a host is there (Sparkplug): of no site, and told to all. */
export const hostStates = 'spBv1.0/STATE';
type Act = (typeof siteGrants)[number]['act'];

/** Everything that is not a family's: canonical topics and mounts. */
const ownRoot = 'mingchu/';
/** MQTT writes the length of a topic in two bytes. */
const maxTopicBytes = 65_535;

export type RefusedTopic = 'broker-topic' | 'not-of-this-site' | 'topic-too-long';
export type TopicDecision = { topic: string; mounted: boolean } | { refused: RefusedTopic };

/** Where a message of this site goes. */
export function publishTopic(siteId: string, topic: string): TopicDecision {
  return decide('publish', siteId, topic);
}

/** What a subscription of this site is to: a filter never leaves its mount, so `#` is all of the mount. */
export function subscribeFilter(siteId: string, filter: string): TopicDecision {
  return isBelow(filter, hostStates)
    ? { topic: filter, mounted: false }
    : decide('subscribe', siteId, filter);
}

/** The topic as a family knows it: without the mount of the site. */
export function withoutMount(siteId: string, topic: string): string {
  const mount = `${mountPrefix}/${siteId}/`;
  return topic.startsWith(mount) ? topic.slice(mount.length) : topic;
}

function decide(act: Act, siteId: string, topic: string): TopicDecision {
  if (topic.startsWith('$')) return { refused: 'broker-topic' };
  if (topic.startsWith(ownRoot)) {
    const granted = siteGrants.some(
      (grant) => grant.act === act && isBelow(topic, `${grant.prefix}/${siteId}`),
    );
    return granted ? { topic, mounted: false } : { refused: 'not-of-this-site' };
  }
  const mounted = `${mountPrefix}/${siteId}/${topic}`;
  if (Buffer.byteLength(mounted) > maxTopicBytes) return { refused: 'topic-too-long' };
  return { topic: mounted, mounted: true };
}

/** As the filter `base/#` means it. */
function isBelow(topic: string, base: string): boolean {
  return topic === base || topic.startsWith(`${base}/`);
}
