/**
 * The composition root: which side of every swappable part runs, and who is handed what. Nothing else knows.
 * Parts open in the order of the data's path from the end to the start (database, queue, dispatch, rules, screens,
 * intake), so that nothing arrives before there is somebody to take it; they close in reverse.
 */
import path from 'node:path';
import type { Rulebook } from '@mingchu/shared/rulebook';
import { type Config, serverDir, SettingError } from './config.ts';
import { type Core, hiddenPassword, naming, openCore, shardCount } from './core.ts';
import type { DispatchDeps } from './dispatch/dispatchDeps.ts';
import { loadChecklists } from './dispatch/loadChecklists.ts';
import { loadPolicy } from './dispatch/loadPolicy.ts';
import { openPolicyBook, type PolicyBook } from './dispatch/policyBook.ts';
import { startDispatch } from './dispatch/startDispatch.ts';
import { type BindingBook, openBindingBook } from './bindings/bindingBook.ts';
import { type CalibrationBook, openCalibrationBook } from './calibration/calibrationBook.ts';
import { endAllOutages } from './ingest/brokerOutageStore.ts';
import { brokerNames } from './ingest/brokerNames.ts';
import { families } from './ingest/families/catalog.ts';
import { hostState } from './ingest/families/sparkplug/sparkplug.ts';
import { familyTopics } from './ingest/familyTopics.ts';
import { holdSession } from './ingest/holdSession.ts';
import { type Ingest, startIngest } from './ingest/startIngest.ts';
import { tellAtWork } from './ingest/tellAtWork.ts';
import { outageOf, tellOutage } from './ingest/tellOutage.ts';
import type { OutsideDeps } from './notify/channelBook.ts';
import { openChannels } from './notify/openChannels.ts';
import { openSecretBox, type SecretBox } from './platform/secretBox.ts';
import { createUpstream } from './pictures/upstream.ts';
import { startNotify } from './notify/startNotify.ts';
import { ensureDemoAccounts, ensureFirstAdmin } from './platform/auth/firstAccounts.ts';
import { type Clock, createClock } from './platform/clock.ts';
import { createClosing } from './platform/closing.ts';
import { connectBroker } from './platform/mqtt/brokerClient.ts';
import type { Broker } from './platform/mqtt/messageSource.ts';
import { type CountedLogger, createLogger } from './platform/observability/logger.ts';
import { maintainTimeSeries } from './platform/postgres/timeSeries.ts';
import { registryChannel } from './registry/registryCache.ts';
import { loadRulebook } from './rules/loadRulebook.ts';
import { startEvaluation } from './rules/startEvaluation.ts';
import { applyFinding } from './violations/applyFinding.ts';
import { startShifts } from './shifts/startShifts.ts';
import type { ViolationDeps } from './violations/writeViolations.ts';
import { startHttp } from './startHttp.ts';
import { startOwnBroker } from './startOwnBroker.ts';

export interface App {
  /** Screens and API with the role `web`; health and metrics in any case. */
  url: string;
  /** Where devices publish; undefined without a broker. */
  mqttUrl: string | undefined;
  /** Where the data is, for people. */
  dataAt: string;
  databaseUrl: string;
  clock: Clock;
  /** What to print once: the demo's accounts, or the first administrator just made. */
  accounts: { usernames: string; password: string } | undefined;
  close(): Promise<void>;
}

const maintainEveryMs = 3_600_000;

/**
 * Starts the roles of `config`. Throws a SettingError for what people can mend; then nothing is left open.
 * @param clock that of the settings, unless somebody else moves it
 */
export async function startApp(
  config: Config,
  { log, errorCount }: CountedLogger = createLogger(config.logLevel),
  clock: Clock = clockOf(config),
): Promise<App> {
  const closing = createClosing(log);
  try {
    const core = await openCore(config, { log, clock, closing });
    core.metrics.gauge('mingchu_logged_errors', 'Lines logged as error since start', errorCount);
    // Only where people sign in: another process could print the password where nobody looks.
    const accounts = config.roles.has('web') ? await firstAccounts(core) : undefined;
    const policies = await openPolicies(core);
    const violations = violationDeps(core, policies);
    const outside = await outsideDeps(core, violations.rulebook);
    if (config.roles.has('worker')) await startWorker(core, violations, outside);
    const broker = await openBroker(core);
    const book = await openBindingBook({ ...core, families });
    closing.add('bindings', book.close);
    const calibrations = await openCalibrationBook(core);
    closing.add('calibrations', calibrations.close);
    const ingest =
      config.roles.has('ingest') && broker
        ? await startIntake(core, { broker, book, calibrations, box: outside.box })
        : undefined;
    const url = await startHttp(core, { violations, policies, outside, broker, ingest, book, calibrations });
    return {
      url,
      mqttUrl: broker?.url,
      dataAt: config.databaseUrl ? hiddenPassword(config.databaseUrl) : config.dataDir,
      databaseUrl: core.databaseUrl,
      clock,
      accounts,
      close: () => closing.closeAll(),
    };
  } catch (error) {
    await closing.closeAll();
    throw error;
  }
}

function clockOf({ clockSpeed, clockStart }: Config): Clock {
  return createClock({ speed: clockSpeed, ...(clockStart === undefined ? {} : { startAt: clockStart }) });
}

async function firstAccounts({ config, db, clock }: Core): Promise<App['accounts']> {
  const now = clock.date();
  const password = config.demoPassword;
  if (config.demo) {
    if (!password)
      throw new SettingError('DEMO_PASSWORD', 'must be set when DEMO is 1 (npm start makes one)');
    await ensureDemoAccounts(db, { password, now });
    return { usernames: 'duty, chief, admin, inspector01 …', password };
  }
  const made = await ensureFirstAdmin(db, { now, ...(password ? { password } : {}) });
  return made ? { usernames: made.username, password: made.password } : undefined;
}

async function openPolicies({ db, clock, log, closing }: Core): Promise<PolicyBook> {
  const shipped = loadPolicy(path.join(serverDir, 'policy/escalation.yaml'));
  const policies = await openPolicyBook({ db, clock, log, shipped });
  closing.add('escalation policy', policies.close);
  return policies;
}

/** Violations send and recall people; dispatch tells violations what was found: each is handed the other's act. */
function violationDeps(
  { config, db, clock, log, queue, registry }: Core,
  policies: PolicyBook,
): ViolationDeps {
  const rulebook = loadRulebook(path.join(serverDir, 'rulebook'));
  const dispatch: DispatchDeps = {
    db,
    clock,
    log,
    queue,
    registry,
    channels: openChannels({ webhookUrl: config.webhookUrl ?? null }),
    get policy() {
      return policies.current;
    },
    checklists: loadChecklists(
      path.join(serverDir, 'policy/checklists.yaml'),
      rulebook.rules.map((rule) => rule.id),
    ),
    applyFinding: (tx, finding) => applyFinding(tx, violations, finding),
  };
  const violations: ViolationDeps = { db, clock, log, registry, rulebook, dispatch };
  return violations;
}

/** Channels that lead outside: sent by workers, set up and tested over HTTP. */
async function outsideDeps({ config, db, clock, log }: Core, rulebook: Rulebook): Promise<OutsideDeps> {
  const { secretKey, dataDir, publicUrl = null, pushAnywhere } = config;
  const box = await openSecretBox({ secretKey, dataDir });
  return { db, clock, log, box, rulebook, publicUrl, pushAnywhere };
}

async function startWorker(core: Core, violations: ViolationDeps, outside: OutsideDeps): Promise<void> {
  const { db, clock, log, queue, closing } = core;
  const stop = clock.setRepeating(maintainEveryMs, () => {
    maintainTimeSeries(db, clock.date()).catch((error: unknown) => {
      log.error({ err: error }, 'care of the time series failed');
    });
  });
  closing.add('care of the time series', stop);
  const notify = await startNotify({
    db,
    clock,
    log,
    queue,
    channels: violations.dispatch.channels,
    outside,
  });
  closing.add('messages', notify.stop);
  const shifts = await startShifts({ db, clock, log, registryChannel });
  closing.add('shifts', shifts.stop);
  const dispatch = await startDispatch(violations.dispatch);
  closing.add('due times', dispatch.stop);
  const evaluation = await startEvaluation({ ...violations, queue, shardCount });
  closing.add('evaluation', evaluation.stop);
  const { stats } = evaluation;
  core.metrics.gauge(
    'mingchu_observations_evaluated',
    'Observations that rules have looked at since start',
    () => stats().observations,
  );
  core.metrics.gauge('mingchu_decisions', 'Decisions of the rules since start', () => stats().decisions);
}

/** Intake needs a broker; screens need one for the pictures when intake is elsewhere. */
async function openBroker(core: Core): Promise<Broker | undefined> {
  const { config, db, clock, log, closing } = core;
  const { mqttUrl, roles } = config;
  let broker: Broker | undefined;
  if (mqttUrl && (roles.has('ingest') || roles.has('web'))) {
    const { mayHaveOld, shareGroup, ...ids } = await brokerNames({ db, clock }, config.mqttShareGroup);
    const options = { url: mqttUrl, clock, log, shareGroup };
    const session = roles.has('ingest') ? await holdSession({ db, log, ...ids }) : undefined;
    if (session) closing.add('session at the broker', session.release);
    broker = await naming('MQTT_URL', mqttUrl, () =>
      connectBroker({
        ...options,
        ...(session && {
          clientId: session.clientId,
          ...(mayHaveOld && { old: { clientId: session.publicId, shareGroup: config.mqttShareGroup } }),
          othersRemain: session.othersRemain,
          families: { topics: familyTopics(families), leads: session.leads, presence: hostState },
        }),
      }),
    );
    closing.add('broker', broker.stop);
    if (session)
      closing.add('outages of the broker', tellOutage({ db, log, session, source: broker.source }));
  } else if (roles.has('ingest')) {
    await endAllOutages(db);
    broker = await startOwnBroker(core);
    closing.add('broker', broker.stop);
  }
  return broker;
}

async function startIntake(
  core: Core,
  parts: { broker: Broker; book: BindingBook; calibrations: CalibrationBook; box: SecretBox },
): Promise<Ingest> {
  const { config, db, queue, clock, log, registry, metrics, closing } = core;
  const { broker, box, ...books } = parts;
  const { source, frames } = broker;
  const http = { box, ask: createUpstream().ask };
  const deps = { db, queue, clock, log, registry, source, frames, families, ...books, shardCount, http };
  const ingest = await naming('MQTT_URL', config.mqttUrl ?? '', () => startIngest(deps));
  closing.add('intake', ingest.stop);
  closing.add('word of intake', tellAtWork(core));
  metrics.gauge('mingchu_readings_per_second', 'Readings committed, lately', ingest.readingsPerS);
  const { counts } = ingest;
  metrics.gauge('mingchu_refused_messages', 'Messages refused since start', () =>
    Object.values(counts().refused).reduce((sum, count) => sum + count, 0),
  );
  metrics.gauge(
    'mingchu_repeated_samples',
    'Samples that came again since start, by sequence number',
    () => counts().repeated,
  );
  metrics.gauge('mingchu_intake_in_hand', 'Messages taken and not yet committed', source.inHand);
  metrics.gauge(
    'mingchu_broker_lost_seconds',
    'For how long there has been no connection to the broker; 0 while there is one',
    () => (outageOf(source) === null ? 0 : (source.lost()?.forMs ?? 0) / 1_000),
  );
  return ingest;
}
