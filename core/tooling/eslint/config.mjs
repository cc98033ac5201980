import ts from 'typescript-eslint'
import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import { boundaries } from './boundaries.mjs'

/** Budgets of shape; an exception says why beside its eslint-disable. */
const budgets = (lines) => ({
  'max-lines': ['error', { max: lines, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 5],
  'max-depth': ['error', 3],
})

export default ts.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/.dist-*/',
      '.data/',
      '**/*.d.ts',
      'core/tooling/browser/node_modules/',
      // With words to be filled in; what comes of them is checked.
      'core/creator/templates/',
    ],
  },
  ...ts.configs.recommended,
  ...vue.configs['flat/essential'],
  ...accessibility.configs['flat/recommended'],
  {
    plugins: { preau: { rules: { boundaries } } },
    rules: {
      'preau/boundaries': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use an « as const » table.' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      ...budgets(200),
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      ...budgets(150),
      'vue/multi-word-component-names': 'off',
      // A grid and a list of tabs move the focus among their children; a panel closes on Escape wherever the focus is in it.
      'vuejs-accessibility/interactive-supports-focus': 'off',
      'vuejs-accessibility/no-static-element-interactions': 'off',
      'vuejs-accessibility/click-events-have-key-events': 'off',
      'vuejs-accessibility/no-redundant-roles': 'off',
      'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
    },
  },
  {
    files: ['**/tests/**', '**/*.spec.ts'],
    // What a server of somebody else's refuses is told, and is no failure.
    rules: { 'max-lines-per-function': 'off', 'max-lines': ['error', 400], 'no-console': 'off' },
  },
  { files: ['**/scripts/**'], rules: { 'no-console': 'off' } },
  // The shapes of all answers stand in one file, to be read at once.
  { files: ['admin/client/src/types.ts'], rules: { 'max-lines': 'off' } },
  { files: ['**/migrations/**'], rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' } },
  {
    files: [
      ...[
        'core/tooling/**',
        'core/creator/bin/**',
        'core/server/bench/**',
        'core/server/commands/**',
      ],
      // Before there is a logger.
      ...['core/server/bin/**', 'core/server/start/environment.ts'],
    ],
    rules: { 'no-console': 'off' },
  }
)
