/**
 * `npm run whatif -- --rules FILE.yaml [--days 30] [--server URL] [--user chief] [--password …]`: what changed rules
 * would have done to the last days of a running Mingchu. Prints the difference; puts nothing in force.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** Why history cannot tell of a rule, or not in full. */
const limits = {
  'presence-not-kept': 'was not tried: when devices came and went is not kept',
  'findings-not-kept': 'was not tried: of what intake finds wrong only daily counts are kept',
  'only-values-kept':
    'was tried on values and findings alone: a device that told only its presence or pictures counts as silent',
};

const { values } = parseArgs({
  options: {
    rules: { type: 'string' },
    days: { type: 'string', default: '30' },
    server: { type: 'string', default: 'http://localhost:8080' },
    user: { type: 'string', default: 'chief' },
    password: { type: 'string', default: process.env['DEMO_PASSWORD'] ?? '' },
  },
});
if (!values.rules || values.password === '') {
  console.error('npm run whatif -- --rules FILE.yaml [--days 30] [--server URL] [--user chief] --password …');
  process.exit(1);
}
try {
  await tryRules(readFileSync(values.rules, 'utf8'));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function tryRules(yaml) {
  const signIn = await ask('/session', { username: values.user, password: values.password });
  const cookie = signIn.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const counts = {};
  let unlisted = 0;
  let next = { yaml, days: Number(values.days) };
  for (let done = false; !done; ) {
    const step = await (await ask('/rulebook/trial', next, cookie)).json();
    for (const [rule, of] of Object.entries(step.counts)) {
      counts[rule] ??= {};
      for (const [kind, count] of Object.entries(of)) counts[rule][kind] = (counts[rule][kind] ?? 0) + count;
    }
    for (const { kind, flaggedAt, ruleId, siteId, deviceId, shiftMs } of step.differences) {
      const by = shiftMs === 0 ? '' : ` by ${Math.abs(shiftMs / 1000)} s`;
      console.log(`${flaggedAt}  ${kind}${by}  ${ruleId}  ${siteId}/${deviceId}`);
    }
    unlisted += step.unlisted;
    console.error(`${step.sitesDone} of ${step.sitesTotal} kitchens, ${step.from} to ${step.until}`);
    if (step.nextAfterSite === null)
      for (const { ruleId, reason } of step.limits) console.log(`${ruleId} ${limits[reason] ?? reason}`);
    done = step.nextAfterSite === null;
    next = { ...next, afterSite: step.nextAfterSite, until: step.until };
  }
  if (unlisted > 0) console.log(`${unlisted} further differences are counted below and not listed`);
  console.table(counts);
}

async function ask(path, body, cookie) {
  const answer = await fetch(`${values.server}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
    body: JSON.stringify(body),
  });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new Error(`${path}: ${answer.status} ${problem.detail ?? problem.title ?? ''}`);
}
