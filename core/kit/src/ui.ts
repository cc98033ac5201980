import type { PageOf, PluginManifest } from './manifest.ts'
import type { ManifestOf, Plugin } from './plugin.ts'

/** A lazy import of a Vue component or of a messages file. */
export type Lazy = () => Promise<{ default: unknown }>

type ComponentOf<M extends PluginManifest> = NonNullable<
  NonNullable<M['contributes']>['slots']
>[number]['component']

/** The page half of a plugin: a component for each declared page and slot, and the messages. */
export interface UiDefinition<M extends PluginManifest> {
  pages: { [P in PageOf<M>]: Lazy }
  components?: { [C in ComponentOf<M>]: Lazy }
  messages: Record<'fr', Lazy> & Partial<Record<string, Lazy>>
}

/** Takes the plugin as a type only, so that nothing of the server reaches the browser. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any plugin, whatever its manifest
export function defineUi<P extends Plugin<any>>(
  definition: UiDefinition<ManifestOf<P>>
): UiDefinition<ManifestOf<P>> {
  return definition
}
