import type { FilesPromise, PluginManifest } from './manifest.ts'

/** A declared plugin: its manifest, frozen. */
export interface Plugin<M extends PluginManifest = PluginManifest> {
  readonly manifest: M
}

/** The manifest's type of a plugin: `ManifestOf<typeof hello>`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any plugin, whatever its manifest
export type ManifestOf<P extends Plugin<any>> = P extends Plugin<infer M> ? M : never

/** Declares a plugin. It runs nothing: whatever it names is checked by the compiler and, at start, by the host. */
export function definePlugin<const M extends PluginManifest>(
  manifest: M & FilesPromise<M>
): Plugin<M> {
  return Object.freeze({ manifest })
}
