export { default } from './core/tooling/eslint/config.mjs'
