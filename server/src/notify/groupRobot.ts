/**
 * A vendor's robot in a group chat: one POST of JSON a message. Such robots answer 200 whatever happened; what became of
 * the message stands in the answer's own code.
 */
import { contentOf, NotTakenError, type MessageContent, type SendingChannel } from './channel.ts';
import { answerJson, exchange, rateLimitWaitMs, replyOf, requireTaken } from './outgoing.ts';

export interface GroupRobot {
  perMinute: number | null;
  /** Address of one call; it may be signed. */
  url: () => string;
  body: (content: MessageContent) => object;
  /** The vendor's own code in its answer; 0: taken. */
  codeOf: (answer: Record<string, unknown>) => unknown;
  /** Codes that say: too often; and: busy, the same again later. Any other is for good. */
  rateLimitCodes: ReadonlySet<number>;
  busyCodes?: ReadonlySet<number>;
}

export function groupRobotChannel(name: string, robot: GroupRobot): SendingChannel {
  return {
    name,
    delivers: 'from-outbox',
    perMinute: robot.perMinute,
    send: async (message) => {
      const answer = await exchange({
        method: 'POST',
        url: robot.url(),
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(robot.body(contentOf(message))),
      });
      requireTaken(answer);
      const code = robot.codeOf(answerJson(answer));
      if (code === 0) return replyOf(answer);
      if (robot.rateLimitCodes.has(Number(code))) throw new NotTakenError(replyOf(answer), rateLimitWaitMs);
      throw new NotTakenError(replyOf(answer), robot.busyCodes?.has(Number(code)) ? 'backing-off' : 'never');
    },
  };
}
