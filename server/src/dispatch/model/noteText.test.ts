import { noteSteps } from '@mingchu/shared/dispatch';
import { describe, expect, it } from 'vitest';
import { isNoteStep, noteText } from './noteText.ts';

describe('notes', () => {
  it('[NO1] name the site, how bad it is and the minute of the ladder, and what was said', () => {
    const facts = {
      siteName: '阳光小学食堂',
      severity: 'critical' as const,
      inspectorName: '王芳',
      ladderPosition: '第 7 分钟 / 10',
      comment: '电话核实',
    };
    for (const step of noteSteps) {
      const text = noteText(step, facts);
      expect(text).toMatch(/^【[^】]+】阳光小学食堂 严重违规.*（第 7 分钟 \/ 10）$/u);
      expect(isNoteStep(step)).toBe(true);
    }
    expect(noteText('arrival-refused', facts)).toContain('：电话核实');
    expect(isNoteStep('breach')).toBe(false);
  });
});
