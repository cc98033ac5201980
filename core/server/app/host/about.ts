import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '#app/paths'
import type { PluginPackage } from './discovery.ts'
import { installedHome } from './places.ts'

const PAGES = join(ROOT, 'admin/app/dist/plugins.json')
const REPORTS = join(installedHome(ROOT), 'reports')

/** What the build of the pages says of each plugin. */
interface BuiltPlugins {
  built: { id: string; bytes: number }[]
  leftOut: { id: string; why: string }[]
}

function read<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined
}

/** The plugins whose pages are left out of the build, with why; none where nothing is built. */
export function pagesLeftOut(): BuiltPlugins['leftOut'] {
  return read<BuiltPlugins>(PAGES)?.leftOut ?? []
}

interface Report {
  version: string
  at: string
  passed: number
  failed: number
  skipped: number
}

/** Where a plugin comes from, what it asks for, what it weighs, and whether the battery of the contract has passed. */
export function aboutPlugin({ id, version, origin, author, licence, kit }: PluginPackage) {
  const pages = read<BuiltPlugins>(PAGES)?.built.find((one) => one.id === id)
  const report = read<Report>(join(REPORTS, `${id}.json`))
  const current = report?.version === version ? report : undefined
  return {
    ...{ origin, author, licence, kit },
    /** Bytes of its pages on the line; null: it has none built. */
    bytes: pages?.bytes ?? null,
    /** Of this very version, made on this installation; null: not made. */
    battery: current
      ? {
          at: current.at,
          passed: current.passed,
          failed: current.failed,
          skipped: current.skipped,
        }
      : null,
  }
}
