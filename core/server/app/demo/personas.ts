import { COLLEGE, LYCEE, type Adult, type Link, type Pupil, type Staff } from './town.ts'

const pupil = (id: number, family: string, given: string, woman: boolean, born: string) => ({
  ...{ id, family, given, woman, born },
  school: COLLEGE,
})

/** The pupils whom the guides and the tests know by name. */
export const PUPILS: readonly Pupil[] = [
  { ...pupil(10001, 'DURAND', 'Lina', true, '15/04/2013'), class: '5A', groups: ['5LV2ESP'] },
  {
    ...pupil(10002, 'DURAND-NGUYEN', 'Noé', false, '02/11/2012'),
    class: '5A',
    groups: ['5LV2ALL'],
  },
  { ...pupil(10003, 'BENALI', 'Sofia', true, '22/09/2013'), class: '5A', groups: ['5LV2ESP'] },
  { ...pupil(10004, 'MARCHAND', 'Tom', false, '30/01/2013'), class: '5B', groups: ['5LV2ALL'] },
  { ...pupil(10005, 'LE GOFF', 'Maïwenn', true, '08/06/2013'), class: '5B', groups: ['5LV2ESP'] },
  {
    ...pupil(20001, 'DURAND', 'Adam', false, '04/05/2011'),
    ...{ school: LYCEE, class: '2GT1', groups: ['2ESP'] },
  },
]

/** Their families. */
export const GUARDIANS: readonly Adult[] = [
  { id: 50001, family: 'DURAND', given: 'Claire', woman: true },
  { id: 50002, family: 'NGUYEN', given: 'Paul', woman: false },
  { id: 50003, family: 'BENALI', given: 'Karim', woman: false },
  { id: 50004, family: 'MARCHAND', given: 'Julie', woman: true },
  { id: 50005, family: 'LE GOFF', given: 'Anne', woman: true },
]

/** Claire has three children; Noé has a second legal guardian, who has nothing to do with the two others. */
export const LINKS: readonly Link[] = [
  { pupil: 10001, guardian: 50001, kinship: 10, financial: 1, level: 1 },
  { pupil: 10002, guardian: 50001, kinship: 10, financial: 1, level: 1 },
  { pupil: 10002, guardian: 50002, kinship: 20, financial: 0, level: 1 },
  { pupil: 10003, guardian: 50003, kinship: 20, financial: 1, level: 1 },
  { pupil: 10004, guardian: 50004, kinship: 10, financial: 1, level: 1 },
  { pupil: 10005, guardian: 50005, kinship: 10, financial: 1, level: 1 },
  { pupil: 20001, guardian: 50001, kinship: 10, financial: 1, level: 1 },
]

const college = (code: string) => [{ school: COLLEGE, code }]
const lesson = (
  kind: 'class' | 'group',
  code: string,
  subject: '020700' | '061300' | '030602' | '030102'
) => ({
  ...{ school: COLLEGE, kind, code, subject },
})

/** The staff of the collège whom the guides know. */
export const STAFF: readonly Staff[] = [
  {
    ...{ id: 8001, family: 'ROUSSEL', given: 'Hélène', woman: true, functions: college('ENS') },
    lessons: [lesson('class', '5A', '020700'), lesson('class', '5B', '020700')],
    main: { school: COLLEGE, code: '5A' },
  },
  {
    ...{ id: 8002, family: 'PETIT', given: 'Marc', woman: false, functions: college('ENS') },
    lessons: [lesson('class', '5A', '061300'), lesson('class', '5B', '061300')],
    main: { school: COLLEGE, code: '5B' },
  },
  {
    ...{ id: 8003, family: 'ORTEGA', given: 'Inès', woman: true, functions: college('ENS') },
    lessons: [lesson('group', '5LV2ESP', '030602')],
  },
  {
    ...{ id: 8004, family: 'WEBER', given: 'Jan', woman: false },
    functions: [...college('ENS'), { school: LYCEE, code: 'ENS' }],
    lessons: [
      lesson('group', '5LV2ALL', '030102'),
      { ...lesson('group', '2ALL', '030102'), school: LYCEE },
    ],
  },
  {
    id: 8005,
    family: 'FAURE',
    given: 'Nadia',
    woman: true,
    functions: college('DOC'),
    lessons: [],
  },
  {
    id: 8006,
    family: 'KERVELLA',
    given: 'Yann',
    woman: false,
    functions: college('EDU'),
    lessons: [],
  },
  {
    id: 8007,
    family: 'LAMBERT',
    given: 'Odile',
    woman: true,
    functions: college('DIR'),
    lessons: [],
  },
]
