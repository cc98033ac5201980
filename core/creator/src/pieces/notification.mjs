import { kebab, pascal, snake, title } from '../names.mjs'
import { keyOf } from '../parts.mjs'

/** A kind of thing that people are told, with the route that tells it. */
export const notification = {
  usual: 'added',
  add(parts, name) {
    const key = keyOf('tell', name)
    const audience = parts.audience
    parts.plugin.set(
      'definePlugin',
      ['notifications', name],
      `{ audience: ${audience}, default: { app: true, mail: 'none' } }`
    )
    parts.permission(key, `{ relation: 'school', grantedTo: ['head'], risks: ['mass-message'] }`, {
      fr: `Prévenir de « ${title(name)} »`,
      en: `Tell of “${title(name)}”`,
    })
    parts.file(
      'notification/server/notifications/__snake__.ts',
      { name, audience, Pascal: pascal(name) },
      `server/notifications/${snake(name)}.ts`
    )
    parts.server.addImport(`tell${pascal(name)}`, `./notifications/${snake(name)}.ts`, {
      named: true,
    })
    parts.server.addStatement(
      'defineServer',
      'routes',
      `router.post('/${kebab(name)}/notices', { permission: '${parts.id}.${key}' }, ({ scope }) => tell${pascal(name)}(scope))`,
      'router'
    )
    parts.say(`notifications.${name}.title`, { fr: title(name), en: title(name) })
    parts.say(`notifications.${name}.text`, {
      fr: '{name} vous fait savoir qu’il y a du nouveau.',
      en: '{name} tells you that there is something new.',
    })
  },
}
