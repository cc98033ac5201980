import type { People } from './people_a_town.ts'
import type { Subject } from './subjects.ts'
import { COLLEGE, type DemoSchool, LYCEE, type Staff, type Town } from './town.ts'

/** How many teachers each subject has, those of the personas left out. */
const TEACHERS: readonly (readonly [DemoSchool, Partial<Record<Subject, number>>])[] = [
  [
    COLLEGE,
    {
      ...{ '020700': 3, '061300': 3, '043700': 3, '030201': 3, '062900': 2, '065000': 2 },
      ...{ '070800': 2, '090100': 1, '080600': 1, '100100': 3 },
    },
  ],
  [
    LYCEE,
    {
      ...{ '020700': 3, '061300': 3, '043700': 3, '030201': 2, '062900': 2, '065000': 2 },
      ...{ '052000': 2, '100100': 2 },
    },
  ],
]

/** Languages are taught in groups over a level's classes. */
const LANGUAGES = { ESP: '030602', ALL: '030102' } as const

/** Who works in a school besides its teachers. */
const OTHERS: readonly (readonly [DemoSchool, readonly string[]])[] = [
  [
    COLLEGE,
    ['DIR', 'ADF', 'ADM', 'ADM', 'EDU', 'AED', 'AED', 'AED', 'AED', 'AES', 'AES', 'MDS', 'ORI'],
  ],
  [
    LYCEE,
    ['DIR', 'DIR', 'ADF', 'ADM', 'ADM', 'DOC', 'EDU', 'EDU', 'AED', 'AED', 'AED', 'LAB', 'MDS'],
  ],
]

/** Fills the two schools with staff: each class is taught each subject, and has a main teacher. */
export function addStaff(town: Town, people: People): void {
  for (const [school, teachers] of TEACHERS) {
    const subjects = Object.entries(teachers) as [Subject, number][]
    for (const [subject, count] of subjects) addTeachers(town, people, { school, subject, count })
    addLanguages(town, people, school)
    nameMainTeachers(town, school)
  }
  for (const [school, codes] of OTHERS) for (const code of codes) addOne(town, people, school, code)
  makeATeacherGuardian(town)
}

function addOne(town: Town, people: People, school: DemoSchool, code: string): Staff {
  const person = people.person(people.family(), people.dice.chance(0.6))
  const staff: Staff = {
    ...{ id: 8001 + town.staff.length, ...person },
    functions: [{ school, code }],
    lessons: [],
  }
  town.staff.push(staff)
  return staff
}

interface Post {
  school: DemoSchool
  subject: Subject
  count: number
}

function addTeachers(town: Town, people: People, { school, subject, count }: Post) {
  const teachers = Array.from({ length: count }, () => addOne(town, people, school, 'ENS'))
  const taught = new Set(
    town.staff.flatMap((one) =>
      one.lessons.filter((l) => l.school === school && l.subject === subject).map((l) => l.code)
    )
  )
  const classes = school.classes.filter(({ code }) => !taught.has(code))
  classes.forEach(({ code }, index) =>
    teachers[index % count]?.lessons.push({ school, kind: 'class', code, subject })
  )
}

function addLanguages(town: Town, people: People, school: DemoSchool) {
  const groups = groupsOf(school)
  for (const [letters, subject] of Object.entries(LANGUAGES)) {
    const teacher = addOne(town, people, school, 'ENS')
    for (const { code } of groups.filter((group) => group.code.endsWith(letters))) {
      const taught = town.staff.some((one) => one.lessons.some((lesson) => lesson.code === code))
      if (!taught) teacher.lessons.push({ school, kind: 'group', code, subject })
    }
  }
}

/** The groups of a school: one for each level and second language. */
export function groupsOf(school: DemoSchool): { code: string; label: string; classes: string[] }[] {
  const levels = [...new Set(school.classes.map(({ code }) => code.charAt(0)))].filter(
    (l) => l !== '6'
  )
  const middle = school === COLLEGE ? 'LV2' : ''
  return levels.flatMap((level) =>
    [
      ['ESP', 'ESPAGNOL LV2'],
      ['ALL', 'ALLEMAND LV2'],
    ].map(([letters, label = '']) => ({
      code: `${level}${middle}${letters}`,
      label,
      classes: school.classes.map(({ code }) => code).filter((code) => code.startsWith(level)),
    }))
  )
}

function nameMainTeachers(town: Town, school: DemoSchool) {
  for (const { code } of school.classes) {
    if (town.staff.some(({ main }) => main?.school === school && main.code === code)) continue
    const teacher = town.staff.find(
      (one) =>
        !one.main &&
        one.lessons.some((l) => l.school === school && l.kind === 'class' && l.code === code)
    )
    if (teacher) teacher.main = { school, code }
  }
}

/** One teacher has a child in his own school: one person, two profiles there. */
function makeATeacherGuardian(town: Town) {
  const teacher = town.staff.find(({ id, lessons }) => id > 8007 && lessons[0]?.school === COLLEGE)
  const child = town.pupils.find(({ id, class: name }) => id > 10005 && name === '6A')
  if (!teacher || !child) return
  const { id, given, family, woman } = teacher
  town.guardians.push({ id, given, family, woman })
  town.links.push({
    pupil: child.id,
    guardian: id,
    kinship: woman ? 10 : 20,
    financial: 0,
    level: 1,
  })
}
