import { Dice } from './dice.ts'
import { FAMILIES, MEN, WOMEN } from './names.ts'
import { GUARDIANS, LINKS, PUPILS, STAFF } from './personas.ts'
import { addStaff } from './staff_schools.ts'
import { type Adult, COLLEGE, type DemoSchool, LYCEE, type Town } from './town.ts'

/** Draws people, no two of one name. */
export class People {
  readonly dice = new Dice(2026)
  readonly #names = new Set<string>()

  constructor(known: readonly { given: string; family: string }[]) {
    for (const { given, family } of known) this.#names.add(`${given} ${family}`)
  }

  family(): string {
    return this.dice.pick(FAMILIES).toUpperCase().replace('-', ' ')
  }

  /** A given name that nobody of the family's name has yet; another family name once all are taken. */
  person(family: string, woman: boolean): { given: string; family: string; woman: boolean } {
    const names = woman ? WOMEN : MEN
    for (let tries = 0; tries < 40; tries++) {
      const given = this.dice.pick(names)
      if (this.#names.has(`${given} ${family}`)) continue
      this.#names.add(`${given} ${family}`)
      return { given, family, woman }
    }
    return this.person(this.family(), woman)
  }
}

/** A place to fill in a class. */
interface Seat {
  school: DemoSchool
  code: string
  born: number
}

/** The people of the demonstration: the personas, and enough others to fill two schools; the same at each run. */
export function peopleATown(): Town {
  const people = new People([...PUPILS, ...GUARDIANS, ...STAFF])
  const town: Town = {
    schools: [COLLEGE, LYCEE],
    pupils: [...PUPILS],
    guardians: [...GUARDIANS],
    links: [...LINKS],
    staff: [...STAFF],
  }
  const seats = town.schools.flatMap(freeSeats)
  const { dice } = people
  while (seats.length) {
    const family = people.family()
    const parents = addParents(town, people, family)
    const children = dice.chance(0.35) ? (dice.chance(0.2) ? 3 : 2) : 1
    for (let child = 0; child < children && seats.length; child++) {
      const seat = seats.splice(Math.floor(dice.next() * seats.length), 1)[0]
      if (seat) addPupil(town, people, { seat, family, parents })
    }
  }
  addStaff(town, people)
  return town
}

function freeSeats(school: DemoSchool): Seat[] {
  return school.classes.flatMap(({ code, born }) => {
    const taken = PUPILS.filter((pupil) => pupil.school === school && pupil.class === code).length
    return Array.from({ length: school.size - taken }, () => ({ school, code, born }))
  })
}

function addParents(town: Town, people: People, family: string): Adult[] {
  const { dice } = people
  const mother = people.person(family, true)
  const parents: Adult[] = [{ id: 50001 + town.guardians.length, ...mother }]
  if (dice.chance(0.5)) {
    const father = people.person(dice.chance(0.3) ? people.family() : family, false)
    parents.push({ id: 50002 + town.guardians.length, ...father })
  }
  town.guardians.push(...parents)
  return parents
}

interface Child {
  seat: Seat
  family: string
  parents: readonly Adult[]
}

function addPupil(town: Town, people: People, { seat, family, parents }: Child) {
  const { dice } = people
  const { school, code, born } = seat
  const base = school === COLLEGE ? 10001 : 20001
  const id = base + town.pupils.filter((pupil) => pupil.school === school).length
  const two = (most: number) => String(1 + Math.floor(dice.next() * most)).padStart(2, '0')
  town.pupils.push({
    ...{ id, ...people.person(family, dice.chance(0.5)), school, class: code },
    born: `${two(28)}/${two(12)}/${born}`,
    groups: groupsOf(seat, dice.chance(0.6)),
  })
  parents.forEach((parent, index) =>
    town.links.push({
      ...{ pupil: id, guardian: parent.id, kinship: parent.woman ? 10 : 20 },
      financial: index === 0 ? 1 : 0,
      level: index === 1 && dice.chance(0.05) ? 2 : 1,
    })
  )
}

function groupsOf({ school, code }: Seat, spanish: boolean): string[] {
  if (school === LYCEE) return [`${code.charAt(0)}${spanish ? 'ESP' : 'ALL'}`]
  return code.startsWith('6') ? [] : [`${code.charAt(0)}LV2${spanish ? 'ESP' : 'ALL'}`]
}
