import { pascal, title } from '../names.mjs'

/** A card on everybody's home page. */
export const widget = {
  usual: 'today',
  add(parts, name) {
    const component = `${pascal(name)}Widget`
    parts.peers('vue-router')
    parts.plugin.push(
      'definePlugin',
      ['contributes', 'slots'],
      `{ slot: 'home.widgets/v1', component: '${component}', permission: '${parts.opens}', order: 90 }`
    )
    parts.file('widget/ui/components/__Component__.vue', { name }, `ui/components/${component}.vue`)
    parts.ui.set(
      'defineUi',
      ['components', component],
      `() => import('./components/${component}.vue')`
    )
    parts.say(`widgets.${component}`, { fr: title(name), en: title(name) })
    parts.say(`ui.${name}.text`, {
      fr: 'Ce qu’il y a de nouveau à {school}, en une phrase.',
      en: 'What is new at {school}, in one sentence.',
    })
    parts.say(`ui.${name}.open`, { fr: 'Voir tout', en: 'See all' })
  },
}
