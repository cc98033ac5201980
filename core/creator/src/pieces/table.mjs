import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { camel, kebab, modelOf, pascal, snake, title } from '../names.mjs'
import { keyOf } from '../parts.mjs'

/** A table of the school: migration, model, list, its routes, its page, and the rights of those it names. */
export const table = {
  usual: 'notes',
  add(parts, table) {
    parts.peers('@adonisjs/lucid', '@tanstack/vue-query', '@vinejs/vine', 'luxon')
    const name = camel(table)
    const Model = modelOf(table)
    const words = {
      table,
      name,
      path: kebab(table),
      Pascal: pascal(table),
      Model,
      modelFile: snake(camel(Model[0].toLowerCase() + Model.slice(1))),
      title: title(parts.id),
    }
    const [read, write] = [keyOf('read', table), keyOf('write', table)]
    declare(parts, words, [read, write])
    declarePrivacy(parts, words)
    const at = `database/migrations/${nextNumber(parts.draft)}_${table}.ts`
    parts.file('table/database/migrations/__number_____table__.ts', words, at)
    const folder = `server/${table}`
    parts.file('table/server/table/__modelFile__.ts', words, `${folder}/${words.modelFile}.ts`)
    parts.file(
      'table/server/table/__table___controller.ts',
      words,
      `${folder}/${table}_controller.ts`
    )
    parts.file('table/tests/__table__.spec.ts', words, `tests/${table}.spec.ts`)
    parts.file('table/ui/pages/__Pascal__.vue', words, `ui/pages/${words.Pascal}.vue`)
    route(parts, words, [read, write])
    handOver(parts, words)
    say(parts, words)
  },
}

function declare(parts, { table, name, path, Pascal }, [read, write]) {
  parts.permission(
    read,
    `{ subject: '${table}', relation: 'school', grantedTo: ['student', 'teacher', 'head'] }`,
    { fr: `Lire « ${title(table)} »`, en: `Read “${title(table)}”` }
  )
  parts.permission(
    write,
    `{ subject: '${table}', relation: 'own', columns: { owner: 'author_id' }, grantedTo: ['teacher', 'head'] }`,
    {
      fr: `Écrire dans « ${title(table)} », et retirer les siens`,
      en: `Write in “${title(table)}”, and remove one’s own`,
    }
  )
  parts.page(
    name,
    { path, permission: read, icon: 'i-lucide-list', component: Pascal },
    { fr: title(table), en: title(table) }
  )
}

function declarePrivacy(parts, { table }) {
  const stores = parts.plugin.valueOf('definePlugin', ['privacy', 'storesPersonalData'])
  if (stores === 'false')
    parts.plugin.replace('definePlugin', ['privacy'], '{ storesPersonalData: true, tables: {} }')
  parts.plugin.set(
    'definePlugin',
    ['privacy', 'tables', table],
    `{
      subject: 'author',
      via: 'author_id',
      fields: ['title', 'author_id'],
      purpose: 'privacy.purposes.${table}',
      basis: 'public-task',
      retention: 'P1Y',
      retainFrom: 'end-of-school-year',
      onErase: 'delete',
    }`
  )
}

function route(parts, { table, name, path }, [read, write]) {
  const to = (key) => `{ permission: '${parts.id}.${key}' }`
  parts.server.addStatement(
    'defineServer',
    'routes',
    [
      `const ${name} = () => import('./${table}/${table}_controller.ts')`,
      `router.get('/${path}', ${to(read)}, [${name}, 'index'])`,
      `router.post('/${path}', ${to(write)}, [${name}, 'store'])`,
      `router.delete('/${path}/:id', ${to(write)}, [${name}, 'destroy'])`,
    ].join('\n'),
    'router'
  )
}

/** What the law asks: each table is in the export of whoever wrote in it, and goes with him. */
function handOver(parts, { table, Model, modelFile, name }) {
  const file = 'server/privacy.ts'
  if (!parts.draft.has(file)) parts.file('privacy/server/privacy.ts', {}, file)
  const privacy = parts.source(file)
  privacy.addImport(Model, `./${table}/${modelFile}.ts`, { named: true })
  privacy.addStatement(
    'privacy',
    'export',
    `const ${name} = await ${Model}.query().where('authorId', memberId).orderBy('createdAt')
    for (const one of ${name}) yield { path: \`${parts.id}/${table}/\${one.id}.json\`, data: one.serialize() }`
  )
  privacy.addStatement(
    'privacy',
    'erase',
    `const ${name} = await ${Model}.query().where('authorId', memberId).delete()
    rows += Number(${name}[0] ?? 0)`
  )
  parts.server.addImport('privacy', './privacy.ts', { named: true })
  if (!parts.server.has('defineServer', ['privacy']))
    parts.server.setShort('defineServer', 'privacy')
}

function say(parts, { table, name }) {
  const sentences = {
    [`privacy.purposes.${table}`]: [
      'Tenir ce que chacun a écrit à la disposition de l’établissement.',
      'To keep what each has written at the school’s disposal.',
    ],
    [`privacy.tables.${table}`]: [title(table), title(table)],
    'privacy.fields.title': ['Intitulé', 'Title'],
    'privacy.fields.author_id': ['Qui l’a écrit', 'Who wrote it'],
    [`ui.${name}.title`]: ['Intitulé', 'Title'],
    [`ui.${name}.add`]: ['Ajouter', 'Add'],
    [`ui.${name}.filter`]: ['Chercher', 'Search'],
    [`ui.${name}.none`]: ['Rien pour l’instant', 'Nothing yet'],
    [`ui.${name}.none-text`]: ['Ce qui est ajouté arrivera ici.', 'What is added will be here.'],
    [`ui.${name}.none-such`]: ['Rien de ce nom', 'Nothing of that name'],
    [`ui.${name}.remove`]: ['Retirer', 'Remove'],
    [`ui.${name}.remove-one`]: ['Retirer : {title}', 'Remove: {title}'],
    [`ui.${name}.pages`]: ['Pages de la liste', 'Pages of the list'],
  }
  for (const [key, [fr, en]] of Object.entries(sentences)) parts.say(key, { fr, en })
}

function nextNumber(draft) {
  const folder = join(draft.folder, 'database/migrations')
  const there = existsSync(folder) ? readdirSync(folder) : []
  const planned = [...draft.files.keys()]
    .filter((path) => path.startsWith('database/migrations/'))
    .map((path) => path.slice('database/migrations/'.length))
  const last = Math.max(0, ...[...there, ...planned].map((file) => Number.parseInt(file, 10) || 0))
  return String(last + 1).padStart(4, '0')
}
