import { kebab, snake, title } from '../names.mjs'
import { keyOf } from '../parts.mjs'

/** Work done after the request, with the route that asks for it. */
export const job = {
  usual: 'digest',
  add(parts, name) {
    const key = keyOf('run', name)
    parts.plugin.set(
      'definePlugin',
      ['jobs', name],
      `{ queue: 'interactive', whenDisabled: 'hold' }`
    )
    parts.permission(key, `{ relation: 'school', grantedTo: ['head'] }`, {
      fr: `Lancer le travail « ${title(name)} »`,
      en: `Run the job “${title(name)}”`,
    })
    parts.file('job/server/jobs/__snake__.ts', { name }, `server/jobs/${snake(name)}.ts`)
    parts.server.addImport(name, `./jobs/${snake(name)}.ts`, { named: true })
    parts.server.addStatement(
      'defineServer',
      'routes',
      `router.post('/${kebab(name)}/runs', { permission: '${parts.id}.${key}' }, async ({ scope }) => ({
        id: await scope.dispatch('${name}', {}, { dedupeKey: '${name}' }),
      }))`,
      'router'
    )
    parts.server.set('defineServer', ['jobs', name], name)
  },
}
