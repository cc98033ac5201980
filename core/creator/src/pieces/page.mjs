import { kebab, pascal, title } from '../names.mjs'

/** A page of the plugin, with its entry in the menu. */
export const page = {
  usual: 'list',
  add(parts, name) {
    const component = pascal(name)
    parts.file('page/ui/pages/__Pascal__.vue', { name }, `ui/pages/${component}.vue`)
    parts.page(
      name,
      { path: kebab(name), permission: parts.opens, icon: 'i-lucide-file-text', component },
      { fr: title(name), en: title(name) }
    )
    parts.say(`ui.${name}.none`, { fr: 'Rien pour l’instant', en: 'Nothing yet' })
    parts.say(`ui.${name}.none-text`, {
      fr: 'Dites ici ce qui s’y trouvera, et par où commencer.',
      en: 'Say here what will be there, and how to begin.',
    })
  },
}
