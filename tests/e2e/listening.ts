/**
 * Listens to a page: whatever it connects to the loudspeaker is also kept as samples, so that tests judge real sound.
 * Voices depend on the machine: the page is given one that says nothing and keeps what it was asked to say.
 */
import type { Page } from 'playwright-core';

/** One pulse as it was heard. */
export interface HeardPulse {
  /** Of the page's audio clock. */
  atMs: number;
  lengthMs: number;
  /** Strongest fundamental between 150 and 1,000 Hz. */
  hz: number;
}

interface ListeningPage {
  heardSamples: { atS: number; samples: Float32Array; rate: number }[];
  heardSentences: string[];
}

/** To be called before the page is opened. */
export async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const here = globalThis as unknown as ListeningPage;
    here.heardSamples = [];
    here.heardSentences = [];
    // An audio thread of its own: the page's thread may be late, and then samples would be missing.
    const recorder = `registerProcessor('recorder', class extends AudioWorkletProcessor {
      process([[samples]]) {
        if (samples) this.port.postMessage({ atS: currentTime, samples: samples.slice(), rate: sampleRate });
        return true;
      }
    })`;
    const module = URL.createObjectURL(new Blob([recorder], { type: 'text/javascript' }));
    const taps = new WeakMap<BaseAudioContext, AudioNode>();
    globalThis.AudioContext = class extends AudioContext {
      constructor() {
        super();
        const tap = this.createGain();
        taps.set(this, tap);
        void this.audioWorklet.addModule(module).then(() => {
          const node = new AudioWorkletNode(this, 'recorder', { numberOfOutputs: 0 });
          node.port.onmessage = ({ data }) => here.heardSamples.push(data);
          tap.connect(node);
        });
      }
    };
    const connect = AudioNode.prototype.connect as (to: AudioNode) => AudioNode;
    AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode) {
      const tap = taps.get(this.context);
      if (to instanceof AudioDestinationNode && tap) connect.call(this, tap);
      return connect.call(this, to);
    } as typeof AudioNode.prototype.connect;

    const voice = { name: 'silent', lang: 'zh-CN', localService: true, default: true, voiceURI: 'silent' };
    speechSynthesis.getVoices = () => [voice];
    speechSynthesis.speak = (words) => {
      here.heardSentences.push(words.text);
      setTimeout(() => words.onend?.(new Event('end') as SpeechSynthesisEvent), 50);
    };
    // A made-up voice is no SpeechSynthesisVoice, which the real setter insists on.
    Object.defineProperty(SpeechSynthesisUtterance.prototype, 'voice', { writable: true, value: null });
  });
}

/** What was said so far. */
export async function heardSentences(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as ListeningPage).heardSentences);
}

/** The pulses heard so far, in order. */
export async function heardPulses(page: Page): Promise<HeardPulse[]> {
  return page.evaluate(() => {
    const quiet = 0.02;
    /** Quiet for longer than this ends a pulse: a swinging tone is near zero now and then. */
    const endsAfterS = 0.01;
    const pulses: { fromS: number; toS: number; loud: number[]; rate: number }[] = [];
    for (const { atS, samples, rate } of (globalThis as unknown as ListeningPage).heardSamples) {
      const loudness = Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
      if (loudness < quiet) continue;
      const toS = atS + samples.length / rate;
      const last = pulses.at(-1);
      if (last && atS - last.toS < endsAfterS) {
        last.toS = toS;
        last.loud.push(...samples);
      } else pulses.push({ fromS: atS, toS, loud: [...samples], rate });
    }
    /** How much of a frequency is in it (Goertzel). */
    const strength = (samples: number[], hz: number, rate: number): number => {
      const factor = 2 * Math.cos((2 * Math.PI * hz) / rate);
      let [before, last] = [0, 0];
      for (const sample of samples) [before, last] = [last, sample + factor * last - before];
      return before * before + last * last - factor * before * last;
    };
    return pulses.map(({ fromS, toS, loud, rate }) => {
      let best = { hz: 0, power: 0 };
      for (let hz = 150; hz <= 1_000; hz += 2) {
        const power = strength(loud, hz, rate);
        if (power > best.power) best = { hz, power };
      }
      return { atMs: fromS * 1_000, lengthMs: (toS - fromS) * 1_000, hz: best.hz };
    });
  });
}
