import { title } from '../names.mjs'

/** A setting of the school: a number, shown in a form that the host draws. */
export const settings = {
  usual: 'perPage',
  add(parts, name) {
    const field = 'vine.number().range([1, 100]).withoutDecimals().meta({ default: 20 })'
    const path = ['settings', 'school']
    parts.peers('@vinejs/vine')
    parts.plugin.addImport('vine', '@vinejs/vine')
    if (parts.plugin.has('definePlugin', path))
      parts.plugin.setField('definePlugin', path, name, field)
    else parts.plugin.set('definePlugin', path, `vine.create({ ${name}: ${field} })`)
    parts.say(`settings.${name}.title`, { fr: title(name), en: title(name) })
    parts.say(`settings.${name}.description`, { fr: 'De 1 à 100.', en: 'From 1 to 100.' })
  },
}
