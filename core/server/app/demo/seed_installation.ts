import { join } from 'node:path'
import type { ClientBase } from 'pg'
import { changeOffer } from '#app/host/switchboard/offers'
import { switchModule } from '#app/host/switchboard/actions'
import { hashPassword } from '#app/identity/passwords'
import { ROOT } from '#app/paths'
import { seedDemo } from './seed_demo.ts'
import { seedLibrary } from './seed_library.ts'
import { seedMessages } from './seed_messages.ts'
import { seedNews } from './seed_news.ts'
import { seedTimetable } from './seed_timetable.ts'

const PASSWORD = 'preau-demo'
/** Préauville is of no academy: its holidays are those of this zone. */
const ZONE = 'B'
const OFFERS = [
  { plugin: 'hello', offer: 'offered' },
  { plugin: 'actualites', offer: 'recommended' },
  { plugin: 'folios', offer: 'offered' },
  { plugin: 'messagerie', offer: 'recommended' },
  { plugin: 'emploi-du-temps', offer: 'offered' },
  { plugin: 'cdi', offer: 'recommended' },
] as const

/** The whole demonstration: people, offers, what is on, and some of what each module holds. May be cut short and run again. */
export async function seedInstallation(core: ClientBase): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD)
  const dir = join(ROOT, '.data/demo-feed')
  const { authorityId, schools } = await seedDemo(core, { passwordHash, dir })
  const actor = { accountId: null, role: 'system' } as const
  const reason = 'Démonstration'
  for (const { plugin, offer } of OFFERS)
    await changeOffer({ authorityId, plugin, offer, reason, actor })
  for (const schoolId of Object.values(schools)) {
    for (const plugin of ['actualites', 'messagerie', 'emploi-du-temps', 'cdi', 'folios'])
      await switchModule({ schoolId, plugin, on: true, reason, actor })
    await seedNews(core, schoolId)
    await seedMessages(core, schoolId)
    await seedTimetable(core, schoolId)
    await seedLibrary(schoolId)
    await core.query(
      `insert into core.quiet_hours (school_id, zone) values ($1, $2) on conflict (school_id) do nothing`,
      [schoolId, ZONE]
    )
  }
}
