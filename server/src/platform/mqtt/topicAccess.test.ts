import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishTopic, subscribeFilter, withoutMount } from './topicAccess.ts';

describe('what a site may publish and subscribe', () => {
  it.each([
    ['mingchu/v1/s1/fridge/telemetry', 'mingchu/v1/s1/fridge/telemetry'],
    ['mingchu/at/s1/zigbee2mqtt/fridge', 'mingchu/at/s1/zigbee2mqtt/fridge'],
    ['zigbee2mqtt/fridge', 'mingchu/at/s1/zigbee2mqtt/fridge'],
    ['v1/devices/me/telemetry', 'mingchu/at/s1/v1/devices/me/telemetry'],
    ['/leading', 'mingchu/at/s1//leading'],
    ['mingchu', 'mingchu/at/s1/mingchu'],
  ])('[IS3] a message on %s goes to %s', (topic, goesTo) => {
    expect(publishTopic('s1', topic)).toMatchObject({ topic: goesTo });
  });

  it.each([
    ['mingchu/v1/s2/fridge/telemetry', 'not-of-this-site'],
    ['mingchu/v1/s10/fridge/telemetry', 'not-of-this-site'],
    ['mingchu/v1/s/fridge/telemetry', 'not-of-this-site'],
    ['mingchu/at/s2/zigbee2mqtt/fridge', 'not-of-this-site'],
    ['mingchu/v2/s1/fridge/telemetry', 'not-of-this-site'],
    ['mingchu/', 'not-of-this-site'],
    ['$SYS/broker/uptime', 'broker-topic'],
    ['a'.repeat(65_530), 'topic-too-long'],
  ])('[IS3] a message on %.40s is refused: %s', (topic, refused) => {
    expect(publishTopic('s1', topic)).toEqual({ refused });
  });

  it.each([
    ['#', 'mingchu/at/s1/#'],
    ['+/+', 'mingchu/at/s1/+/+'],
    ['v1/devices/me/rpc/request/+', 'mingchu/at/s1/v1/devices/me/rpc/request/+'],
    ['mingchu/at/s1/#', 'mingchu/at/s1/#'],
    ['spBv1.0/STATE/mingchu', 'spBv1.0/STATE/mingchu'],
    ['spBv1.0/STATES/mingchu', 'mingchu/at/s1/spBv1.0/STATES/mingchu'],
    ['spBv1.0/+/mingchu', 'mingchu/at/s1/spBv1.0/+/mingchu'],
  ])('[IS4] a subscription to %s is one to %s', (filter, means) => {
    expect(subscribeFilter('s1', filter)).toMatchObject({ topic: means });
  });

  it.each(['mingchu/#', 'mingchu/at/+/x', 'mingchu/at/s2/#', 'mingchu/v1/s1/#', '$SYS/#', '$share/g/#'])(
    '[IS4] a subscription to %s is refused',
    (filter) => {
      expect(subscribeFilter('s1', filter)).toHaveProperty('refused');
    },
  );

  it('[IS3] whatever is asked for, nothing outside the own site is granted', () => {
    const level = fc.constantFrom('mingchu', 'v1', 'at', 's1', 's2', '+', '#', '', '$SYS', 'x');
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 6 }), (levels) => {
        const asked = levels.join('/');
        for (const decision of [publishTopic('s1', asked), subscribeFilter('s1', asked)]) {
          if ('refused' in decision) continue;
          expect(decision.topic).toMatch(/^mingchu\/(v1|at)\/s1(\/|$)/);
          if (decision.mounted) expect(withoutMount('s1', decision.topic)).toBe(asked);
        }
      }),
    );
  });
});
