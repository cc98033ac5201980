import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { compileScript, compileTemplate, parse } from 'vue/compiler-sfc'
import { transformWithOxc } from 'vite'
import type { PluginFolder } from './plugin_folders.ts'

const IMPORT = /(?:from\s*|import\s*\(?\s*)['"](\.{1,2}\/[^'"]+)['"]/g

/** Says why the pages of a plugin would break the build, or `undefined` when they would not. */
export async function whyItFails(plugin: PluginFolder): Promise<string | undefined> {
  for (const file of globSync('{ui/**/*.{vue,ts},locales/*.json}', { cwd: plugin.folder })) {
    try {
      await tryFile(join(plugin.folder, file))
    } catch (error) {
      return `${file}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`
    }
  }
  return undefined
}

async function tryFile(file: string): Promise<void> {
  const source = readFileSync(file, 'utf8')
  if (file.endsWith('.json')) return void JSON.parse(source)
  const script = file.endsWith('.vue') ? compileVue(file, source) : source
  // Without its types: what they name need not be there.
  const { code } = await transformWithOxc(script, `${file}.ts`)
  for (const [, path] of code.matchAll(IMPORT)) {
    if (path && !existsSync(resolve(dirname(file), path))) throw new Error(`no file at ${path}`)
  }
}

function compileVue(file: string, source: string): string {
  const { descriptor, errors } = parse(source, { filename: file })
  if (errors[0]) throw errors[0]
  const script = descriptor.scriptSetup || descriptor.script
  const compiled = script ? compileScript(descriptor, { id: file }) : undefined
  if (descriptor.template) {
    const template = compileTemplate({
      id: file,
      filename: file,
      source: descriptor.template.content,
      compilerOptions: {
        bindingMetadata: compiled?.bindings,
        expressionPlugins: ['typescript'],
      },
    })
    if (template.errors[0]) throw new Error(String(template.errors[0]))
  }
  return compiled?.content ?? ''
}
