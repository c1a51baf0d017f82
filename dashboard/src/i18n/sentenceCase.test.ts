import { expect, it } from 'vitest';
import { en } from './en.ts';

/** Texts of the desk and the office, and words that they show of everything. */
const ofTheDesk =
  /^(act|calibration|chart|console|device|dispatch|health|kind|metric|office|phone|reason|severity|type|verdict|violation|wall\.e(dit|vent)|zone)\./;

/** What goes on within a line: after a number, a name, a colon or a dot, or within a sentence. */
const goesOn: readonly RegExp[] = [
  /^console\.(count|coverage)\./,
  /^console\.(claim\.(yours|officers)|candidate\.etaRough|pick\.keys)$/,
  /^console\.evidence\.(sensor|notOfThen)$/,
  /^console\.proof\.(accuracy|accuracyUnknown|placeAway|noPlace)$/,
  /^console\.rule\.(book|atOnce|lasting)$/,
  /^(device\.period\.declared|calibration\.by)$/,
  /^office\.(account\.lastSeen|calibration\.recorded|credential\.end\.\w+|optional|provider\.boundAt)$/,
  /^office\.preview\.eta(Rough)?$/,
  /^office\.(devices\.bad|quiet\.value|try\.by)\./,
  /^office\.(quiet\.own|try\.(mount|answers|noAlarm|unbound))$/,
  /^wall\.edit\.(unsaved|readOnly)$/,
  // Names of settings, as their makers write them.
  /^office\.secret\.(accessToken|key)$/,
];

it('[DE9] English words of lists, chips, cells and choices begin with a capital letter', () => {
  const small = Object.entries(en).filter(([key, text]) => ofTheDesk.test(key) && /^[a-z]/.test(text));
  const alone = small.filter(([key]) => !goesOn.some((each) => each.test(key)));
  expect(alone).toEqual([]);
  // What no text needs any more is no exception.
  expect(goesOn.filter((each) => !small.some(([key]) => each.test(key)))).toEqual([]);
});
