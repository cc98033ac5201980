import type { Plugin } from '@preau/kit'
import { discoverPlugins } from '../../../server/app/host/discovery.ts'
import { entryOf } from '../../../server/app/host/entry.ts'
import { assertPluginContract } from './assert.ts'

const folder = process.env['PREAU_TEST_PLUGIN']!
const found = discoverPlugins(folder).find((one) => one.folder === folder)
if (!found) throw new Error(`${folder} holds no plugin`)
const { default: plugin } = (await import(entryOf(found, '.'))) as { default: Plugin }

/** The contract of a plugin that has no spec of its own for it. */
assertPluginContract(plugin)
