/** Plays patterns by WebAudio: no files, so nothing can be missing. */
import { fallPart, harmonics, type Pattern, risePart } from './patterns.ts';

/** Schedules a pattern from `startS` of the context's own time; it needs nobody after that. */
export function playPattern(context: BaseAudioContext, pattern: Pattern, startS: number): void {
  const wave = harmonicWave(context);
  for (const { atMs, lengthMs, hz } of pattern.pulses) {
    const fromS = startS + atMs / 1_000;
    const toS = fromS + lengthMs / 1_000;
    const tone = context.createOscillator();
    const swell = context.createGain();
    tone.setPeriodicWave(wave);
    tone.frequency.value = hz;
    swell.gain.setValueAtTime(0, fromS);
    swell.gain.linearRampToValueAtTime(pattern.level, fromS + (lengthMs * risePart) / 1_000);
    swell.gain.setValueAtTime(pattern.level, toS - (lengthMs * fallPart) / 1_000);
    swell.gain.linearRampToValueAtTime(0, toS);
    tone.connect(swell).connect(context.destination);
    tone.start(fromS);
    tone.stop(toS);
  }
}

function harmonicWave(context: BaseAudioContext): PeriodicWave {
  const real = new Float32Array(harmonics.length + 1);
  const imaginary = new Float32Array([0, ...harmonics]);
  return context.createPeriodicWave(real, imaginary);
}
