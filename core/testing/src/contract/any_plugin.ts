import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from '@preau/kit'
import { assertPluginContract } from './assert.ts'

const folder = process.env['PREAU_TEST_PLUGIN']!
const require = createRequire(join(folder, 'package.json'))
const { name } = require('./package.json') as { name: string }
const { default: plugin } = (await import(pathToFileURL(require.resolve(name)).href)) as {
  default: Plugin
}

/** The contract of a plugin that has no spec of its own for it. */
assertPluginContract(plugin)
