// The layers of docs/architecture.md, as rules: core <- app, adapters, sandbox <- cli, commands.
const onlyIn = (name, package_, ...files) => ({
  name: `${name}-in-one-place`,
  comment: `${package_} is imported by ${files.join(', ')} only, so that it can be replaced there.`,
  severity: 'error',
  from: { path: '^src/', pathNot: files },
  to: { path: `node_modules/${package_}/` },
});

module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      comment: 'core imports core, five pure libraries and node:crypto (hashes) only.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: {
        pathNot: [
          '^src/core/',
          '^schemas/',
          'node_modules/(yaml|ajv|ajv-formats|csv-parse|fast-json-patch|diff)/',
          '^(crypto|buffer)$',
        ],
      },
    },
    {
      name: 'app-sequences-core-and-ports',
      severity: 'error',
      from: { path: '^src/app/' },
      to: { pathNot: ['^src/(core|app)/'] },
    },
    {
      name: 'adapters-know-core-only',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: '^src/(app|cli|commands|sandbox)/' },
    },
    {
      name: 'sandbox-knows-core-only',
      severity: 'error',
      from: { path: '^src/sandbox/' },
      to: { path: '^src/(app|adapters|cli|commands)/' },
    },
    {
      name: 'cli-does-not-know-commands',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/commands/' },
    },
    {
      name: 'only-wire-picks-adapters',
      severity: 'error',
      from: { path: '^src/(cli|commands)/', pathNot: '^src/cli/wire(-api|-backend)?\\.ts$' },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'the-list-cannot-write',
      comment: 'Whoever reads COR (drift, baseline --verify) has no way to update a user.',
      severity: 'error',
      from: { path: '^src/adapters/cor/(directory|list-.*)\\.ts$' },
      to: { path: '^src/adapters/cor/user-api\\.ts$', reachable: true },
    },
    {
      name: 'drift-cannot-write',
      comment:
        'drift has no client for PUT, takes no lock and commits nothing: it gets the state through readOnly.',
      severity: 'error',
      from: { path: '^src/(commands/drift\\.ts|(app|core)/drift/)' },
      to: {
        path: '^src/(adapters/cor/user-api\\.ts|cli/wire-api\\.ts|app/apply/|app/state/(hold-lock|edit-state|push-state|repair-state|migrate-state)\\.ts)',
        reachable: true,
      },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/commands/' },
      to: {},
    },
    {
      name: 'only-bundled-packages-in-src',
      comment:
        'What src imports is shipped. package.json has development dependencies only (the bundle needs nothing installed), so that the list is here; a rule below says where each belongs.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        path: 'node_modules/',
        pathNot:
          'node_modules/(@oclif/core|ajv|ajv-formats|aws4fetch|ci-info|csv-parse|diff|fast-json-patch|ky|pg|@types/pg|undici|yaml)/',
      },
    },
    onlyIn('ky', 'ky', '^src/adapters/http/client\\.ts$'),
    onlyIn('undici', 'undici', '^src/adapters/http/(connect|fetch)\\.ts$'),
    onlyIn('yaml', 'yaml', '^src/core/yaml/(parse-yaml|source-nodes)\\.ts$'),
    onlyIn('csv-parse', 'csv-parse', '^src/core/import/parse-csv\\.ts$'),
    onlyIn('fast-json-patch', 'fast-json-patch', '^src/core/plan/patch\\.ts$'),
    onlyIn('diff', 'diff', '^src/core/render/(word|line)-diff\\.ts$'),
    onlyIn('ajv', 'ajv(-formats)?', '^src/core/schema/validator\\.ts$'),
    onlyIn('oclif', '@oclif/core', '^src/cli/', '^src/commands/'),
    onlyIn('ci-info', 'ci-info', '^src/cli/ci\\.ts$'),
    onlyIn('pg', 'pg', '^src/adapters/state/postgres/connection\\.ts$'),
    onlyIn('aws4fetch', 'aws4fetch', '^src/adapters/state/s3/object-store\\.ts$'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
};
