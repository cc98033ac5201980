import type { Subject } from './subjects.ts'

/** A pupil of the demonstration. */
export interface Pupil {
  id: number
  given: string
  family: string
  born: string
  woman: boolean
  school: DemoSchool
  class: string
  groups: string[]
}

/** An adult of the demonstration, in a family or in a school. */
export interface Adult {
  id: number
  given: string
  family: string
  woman: boolean
}

/** One guardian of one pupil; level 1: legal, 2: in charge. */
export interface Link {
  pupil: number
  guardian: number
  kinship: number
  financial: 0 | 1
  level: 1 | 2
}

/** One of the staff, with the functions held and the classes taught, by school. */
export interface Staff extends Adult {
  functions: { school: DemoSchool; code: string }[]
  lessons: { school: DemoSchool; kind: 'class' | 'group'; code: string; subject: Subject }[]
  main?: { school: DemoSchool; code: string }
}

/** A school of the demonstration. */
export interface DemoSchool {
  structure: number
  uai: string
  /** As the feed writes it. */
  raw: string
  name: string
  type: 'COLLEGE' | 'LYCEE'
  typeCode: string
  classes: readonly { code: string; label: string; level: string; born: number }[]
  size: number
}

/** All the people of the demonstration. */
export interface Town {
  schools: readonly DemoSchool[]
  pupils: Pupil[]
  guardians: Adult[]
  links: Link[]
  staff: Staff[]
}

const level = (letters: string, prefix: string, name: string, born: number, join = '') =>
  [...letters].map((letter) => ({
    code: `${prefix}${join}${letter}`,
    label: `${name} ${letter}`,
    level: name,
    born,
  }))

/** The collège of the personas. */
export const COLLEGE: DemoSchool = {
  structure: 4300,
  uai: '0990001N',
  raw: 'CLG$DU PREAU$PREAUVILLE',
  name: 'Collège du Préau',
  type: 'COLLEGE',
  typeCode: '340',
  size: 26,
  classes: [
    ...level('ABC', '6', '6EME', 2015),
    ...level('ABC', '5', '5EME', 2014),
    ...level('ABC', '4', '4EME', 2013),
    ...level('ABC', '3', '3EME', 2012),
  ],
}

/** The lycée where Adam Durand is. */
export const LYCEE: DemoSchool = {
  structure: 4301,
  uai: '0990003R',
  raw: 'LYC$DE LA HALLE$PREAUVILLE',
  name: 'Lycée de la Halle',
  type: 'LYCEE',
  typeCode: '302',
  size: 28,
  classes: [
    ...level('123', '2GT', '2NDE GENERALE ET TECHNO', 2011),
    ...level('123', '1G', '1ERE GENERALE', 2010),
    ...level('123', 'TG', 'TERMINALE GENERALE', 2009),
  ],
}
