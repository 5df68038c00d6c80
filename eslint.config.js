// What a reader would otherwise have to watch for: the import table of the design, floating promises, `any`, long files.
import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const generated = ['**/*.generated.ts', '**/*.generated.d.ts', '**/generated/**'];

// Every file belongs to exactly one of these; the first pattern that fits counts.
const elements = [
  { type: 'test', pattern: 'test/**/*', mode: 'full' },
  { type: 'extension', pattern: 'extensions/**/*', mode: 'full' },
  { type: 'prisma', pattern: 'prisma/**/*', mode: 'full' },
  { type: 'config', pattern: 'app/config.server.ts', mode: 'full' },
  { type: 'log', pattern: 'app/log.server.ts', mode: 'full' },
  { type: 'records-db', pattern: 'app/records/db.ts', mode: 'full' },
  { type: 'records-encryption', pattern: 'app/records/encryption.ts', mode: 'full' },
  ...['domain', 'records', 'queue', 'shopify', 'sync', 'scoring', 'campaigns', 'write-back', 'ui', 'i18n', 'routes'].map((type) => ({
    type,
    pattern: `app/${type}/**/*`,
    mode: 'full',
  })),
  { type: 'worker', pattern: 'app/worker.ts', mode: 'full' },
  // The frame of the web app: what Remix wants at its root.
  { type: 'frame', pattern: ['app/root.tsx', 'app/entry.*.tsx', 'app/routes.ts', 'app/*.d.ts'], mode: 'full' },
  // Starts the processes, so it may reach everything.
  { type: 'start', pattern: 'app/*.ts', mode: 'full' },
  { type: 'root', pattern: ['*', '.*'], mode: 'full' },
];

const allRecords = ['records', 'records-db', 'records-encryption'];
const stageMayImport = ['domain', ...allRecords, 'shopify', 'queue', 'config', 'log'];
const stages = ['sync', 'scoring', 'campaigns', 'write-back'];
const everyAppFolder = ['domain', ...allRecords, 'queue', 'shopify', ...stages, 'ui', 'i18n', 'routes', 'config', 'log'];

/** Which folder may import which: the table of the design. What it does not name is refused. */
const importTable = [
  { from: 'domain', allow: ['domain'] },
  { from: allRecords, allow: ['domain', ...allRecords, 'config', 'log'] },
  { from: 'queue', allow: ['queue', 'domain', 'records-db', 'config', 'log'] },
  { from: 'shopify', allow: ['shopify', 'domain', 'records-db', 'records-encryption', 'config', 'log'] },
  // A stage speaks to another only by enqueuing a named job.
  ...stages.map((stage) => ({ from: stage, allow: [stage, ...stageMayImport] })),
  { from: 'ui', allow: ['ui', 'i18n'] },
  // A page's pieces know the words of the domain, not its rules: those ran before, in the loader.
  { from: 'ui', allow: ['domain'], importKind: 'type' },
  { from: 'i18n', allow: ['i18n', 'config', 'log'] },
  { from: ['routes', 'frame'], allow: [...everyAppFolder, 'frame'] },
  { from: 'worker', allow: [...stages, 'queue', 'config', 'log', ...allRecords] },
  { from: 'start', allow: [...everyAppFolder, 'worker', 'start'] },
  { from: 'config', allow: [] },
  { from: 'log', allow: ['config'] },
  { from: 'extension', allow: ['extension'] },
  { from: 'prisma', allow: ['prisma'] },
  { from: 'test', allow: ['*'] },
  { from: 'root', allow: ['*'] },
];

/** The domain is asked and asks nobody: what it would need a clock, chance or the outside for is given to it. */
const pure = {
  'no-restricted-globals': [
    'error',
    ...['process', 'fetch', 'globalThis', 'self', 'window', 'performance', 'crypto', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'require', 'Buffer'].map((name) => ({
      name,
      message: 'The domain is pure: take it as an argument.',
    })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: 'The domain has no clock: take the day as an argument.' },
    { object: 'Math', property: 'random', message: 'The domain has no chance: use the seeded random of domain/numerics.' },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The domain has no clock: take the day as an argument.' },
    { selector: "CallExpression[callee.name='Date']", message: 'The domain has no clock: take the day as an argument.' },
    { selector: 'ImportExpression', message: 'The domain loads nothing while it runs.' },
  ],
};

export default tseslint.config(
  { ignores: ['build/', 'node_modules/', '.data/', '.shopify/', 'dist/', 'extensions/*/dist/', 'prisma/migrations/', ...generated] },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['.graphqlrc.ts'] }, tsconfigRootDir: import.meta.dirname } },
    plugins: { boundaries },
    settings: {
      'boundaries/elements': elements,
      'boundaries/dependency-nodes': ['import', 'dynamic-import', 'export', 'require'],
      'boundaries/root-path': import.meta.dirname,
      'import/resolver': { typescript: { project: import.meta.dirname } },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      // A handler that gives its promise back to a framework is how Express and Remix are used.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { returns: false } }],
      '@typescript-eslint/no-explicit-any': 'error',
      // A thrown Response is how a loader answers instead of its page.
      '@typescript-eslint/only-throw-error': ['error', { allow: [{ from: 'lib', name: 'Response' }] }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' }],
      // Numbers and bigints print as what they are; anything else must be turned into text on purpose.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // A function that gives a promise says so, also where one of its forms needs no waiting.
      '@typescript-eslint/require-await': 'off',
      // Objects here are closures, not instances: a function taken out of one keeps working.
      '@typescript-eslint/unbound-method': 'off',
      'max-lines': ['error', { max: 400 }],
      'boundaries/element-types': ['error', { default: 'disallow', rules: importTable }],
      'boundaries/external': ['error', { default: 'allow', rules: [{ from: 'domain', disallow: ['*', '*/**', '@*/**', 'node:*'], message: 'The domain imports nothing but the domain.' }] }],
      'boundaries/no-unknown': 'error',
      'boundaries/no-unknown-files': 'error',
    },
  },
  { files: ['app/**'], rules: { 'no-console': 'error' } },
  { files: ['app/domain/**/*.ts'], rules: pure },
  {
    files: ['app/**/*.tsx', 'extensions/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks, 'jsx-a11y': jsxA11y },
    // The other rules of this plugin serve the React compiler, which is not used here.
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error', ...jsxA11y.flatConfigs.recommended.rules },
  },
  {
    // Tests read answers of the outside (JSON) whose shape is what they are there to check.
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['*.js', 'test/**/*.{js,mjs}'], languageOptions: { globals: Object.fromEntries(['process', 'console', 'URL', 'Buffer', 'fetch', 'setTimeout', 'clearTimeout'].map((name) => [name, 'readonly'])) } },
  {
    // What a theme loads runs in the shopper's browser.
    files: ['extensions/**/*.js', 'test/store/**/browser/**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(['window', 'document', 'fetch', 'navigator', 'location', 'customElements', 'HTMLElement', 'URL', 'URLSearchParams', 'Intl', 'console', 'setTimeout', 'clearTimeout', 'AbortController', 'CustomEvent', 'Shopify'].map((name) => [name, 'readonly'])),
    },
  },
);
