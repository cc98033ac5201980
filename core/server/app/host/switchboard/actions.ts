import { isDeepStrictEqual } from 'node:util'
import { errors } from '@vinejs/vine'
import { coreQuery } from '#app/core_query'
import { Failure, unknownRoute } from '#app/failure'
import type { Locale } from '#app/locales'
import { loadedPlugin } from '../registry.ts'
import { resolveSettings } from '../settings.ts'
import { applyChange, type Actor, type ChangeResult, type Stored } from './change.ts'
import { missingInWords } from './describe.ts'
import { missingOf, type Missing, type ModuleFacts } from './facts.ts'

interface Target {
  schoolId: string
  plugin: string
  actor: Actor
  reason: string
}

function refusal(code: `E_${string}`): Failure {
  return new Failure(code, 422)
}

function lacking(code: `E_${string}`, plugin: string, missing: Missing): Failure {
  const body = (locale: Locale) => ({ missing: missingInWords(plugin, missing, locale) })
  return new Failure(code, 422, { body })
}

/** What stands against switching a module on, or `undefined`. */
export async function refusalToSwitchOn(
  plugin: string,
  facts: ReadonlyMap<string, ModuleFacts>
): Promise<Failure | undefined> {
  const loaded = loadedPlugin(plugin)
  const own = facts.get(plugin)
  if (!loaded || !own) throw unknownRoute()
  if (own.offer === 'none' || own.offer === 'forbidden') return refusal('E_NOT_OFFERED')
  const missing = await missingOf(loaded.manifest, facts)
  if (missing.settings.length) return lacking('E_SETTINGS_MISSING', plugin, missing)
  if (missing.modules.length) return lacking('E_MODULES_MISSING', plugin, missing)
  return undefined
}

/**
 * Switches a module on or off in a school; its data stay. The same again changes nothing.
 * @throws E_NOT_OFFERED, E_SETTINGS_MISSING, E_MODULES_MISSING, E_REQUIRED (422)
 */
export function switchModule(target: Target & { on: boolean }): Promise<ChangeResult> {
  const { on, plugin } = target
  return applyChange({
    ...target,
    action: 'switch',
    async decide(facts) {
      const own = facts.get(plugin)
      if (!own) throw unknownRoute()
      if (own.isOn === on) return undefined
      if (!on && own.offer === 'required') throw refusal('E_REQUIRED')
      const refused = on ? await refusalToSwitchOn(plugin, facts) : undefined
      if (refused) throw refused
      return { isOn: on }
    },
  })
}

/** Stores a school's settings of a module, checked by its own schema. @throws E_VALIDATION (422) naming the field */
export function changeSettings(
  target: Target & { values: Record<string, unknown> }
): Promise<ChangeResult> {
  const { plugin, values } = target
  return applyChange({
    ...target,
    action: 'settings',
    async decide(facts) {
      const loaded = loadedPlugin(plugin)
      const own = facts.get(plugin)
      if (!loaded || !own) throw unknownRoute()
      const resolved = await resolveSettings(loaded.manifest, values)
      if (resolved.errors.length) throw new errors.E_VALIDATION_ERROR(resolved.errors)
      // As PostgreSQL gives them back: its jsonb keeps no order of keys.
      const settings = JSON.parse(JSON.stringify(resolved.values)) as Record<string, unknown>
      return isDeepStrictEqual(own.settings, settings) ? undefined : { settings }
    },
  })
}

export interface PauseWish {
  profiles: string[]
  mode: 'off' | 'read-only'
  until: string | null
}

/**
 * Pauses a module for everybody or some profiles, or ends the pause (`null`).
 * @throws E_PAUSE_OVER (422) when it would be over already
 */
export function pauseModule(target: Target & { pause: PauseWish | null }): Promise<ChangeResult> {
  const { plugin, pause, reason } = target
  return applyChange({
    ...target,
    action: 'pause',
    async decide(facts) {
      const own = facts.get(plugin)
      if (!own) throw unknownRoute()
      if (!pause && !own.pausedMode) return undefined
      if (pause?.until && new Date(pause.until) <= new Date())
        throw new Failure('E_PAUSE_OVER', 422, { field: 'until' })
      return {
        pausedProfiles: pause?.profiles ?? null,
        pausedMode: pause?.mode ?? null,
        pausedUntil: pause?.until ?? null,
        pausedReason: pause ? reason : null,
      }
    },
  })
}

interface LineRow {
  id: string
  action: string
  before: Stored
  after: Stored
  undone_by: string | null
  newer: boolean
}

/**
 * Takes one line of the ledger back: the module's facts are again as they were before it.
 * @throws E_NOT_FOUND (404); E_UNDO_STALE (409) when a newer change stands on it or it is undone already
 */
export function undoLine(target: Target & { line: string }): Promise<ChangeResult> {
  const { schoolId, plugin, line } = target
  return applyChange({
    ...target,
    action: 'undo',
    undoes: line,
    async decide(facts, trx) {
      const [found] = await coreQuery<LineRow>(
        `select l.*, exists (select 1 from core.ledger n where n.school_id = l.school_id and n.plugin = l.plugin
           and n.revision > l.revision and n.action <> 'offer') as newer
         from core.ledger l where l.school_id = ? and l.plugin = ? and l.id = ?`,
        [schoolId, plugin, line],
        trx
      )
      if (!found) throw new Failure('E_NOT_FOUND', 404)
      if (found.undone_by || found.newer || found.action === 'offer')
        throw new Failure('E_UNDO_STALE', 409)
      const { isOn, settings, pausedProfiles, pausedMode, pausedUntil, pausedReason } = found.before
      const own = facts.get(plugin)!
      if (!isOn && own.isOn && own.offer === 'required') throw refusal('E_REQUIRED')
      if (isOn && !own.isOn) {
        const refused = await refusalToSwitchOn(
          plugin,
          new Map(facts).set(plugin, { ...own, settings })
        )
        if (refused) throw refused
      }
      return { isOn, settings, pausedProfiles, pausedMode, pausedUntil, pausedReason }
    },
  })
}
