/** Muting, switching and testing the sound of a screen: each act is a line of the audit trail with its person. */
import { SoundAct, type SoundActAnswer } from '@mingchu/shared/sound';
import { Type } from 'typebox';
import { allow } from '../platform/auth/requireRole.ts';
import { appendAudit } from '../platform/audit/audit.ts';
import type { Clock } from '../platform/clock.ts';
import type { HttpApp } from '../platform/http/httpServer.ts';
import type { Database } from '../platform/postgres/database.ts';

const minuteMs = 60_000;

/** Registers the routes under the API's prefix. */
export function soundRoutes(
  app: HttpApp,
  { db, clock, dutyShifts }: { db: Database; clock: Clock; dutyShifts: readonly string[] },
): void {
  app.get(
    '/sound/duty-shifts',
    {
      schema: {
        tags: ['messages'],
        summary: 'When shifts of duty officers begin, local time: each begins with a test of the sound',
        response: { 200: Type.Object({ starts: Type.Array(Type.String()) }) },
      },
      preHandler: allow('sound.act'),
    },
    async () => ({ starts: [...dutyShifts] }),
  );
  app.post(
    '/sound/acts',
    {
      schema: {
        tags: ['messages'],
        summary: 'Mute, switch or test the sound of a screen; silence acknowledges nothing',
        body: SoundAct,
      },
      preHandler: allow('sound.act'),
    },
    async (request): Promise<SoundActAnswer> => {
      const { body, session } = request;
      const now = clock.date();
      const mutedUntil =
        body.act === 'mute' ? new Date(now.getTime() + body.minutes * minuteMs).toISOString() : null;
      const { act, screen, ...detail } = body;
      await db.transaction((tx) =>
        appendAudit(tx, now, [
          {
            subject: 'sound',
            subjectId: screen,
            actor: session.username,
            act,
            reason: reasonOf(body),
            detail: { ...detail, ...(mutedUntil && { mutedUntil }) },
          },
        ]),
      );
      return { at: now.toISOString(), mutedUntil };
    },
  );
}

function reasonOf(act: SoundAct): string {
  switch (act.act) {
    case 'mute':
      return 'muted-for-a-while';
    case 'unmute':
      return 'mute-ended-by-hand';
    case 'switch':
      return act.on ? 'sound-switched-on' : 'sound-switched-off';
    case 'test':
      return act.heard ? 'sound-heard' : 'sound-not-heard';
  }
}
