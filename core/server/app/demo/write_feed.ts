import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { identifierSlug } from '../directory/aaf/names.ts'
import { peopleATown } from './people_a_town.ts'
import { groupsOf } from './staff_schools.ts'
import { SUBJECTS } from './subjects.ts'
import type { Adult, DemoSchool, Pupil, Staff, Town } from './town.ts'

/** The academy of the demonstration: no real one has this code. */
export const DEMO_ACADEMY = '99'

const DAY = '23/11/2026'
const PREFIX = 'ENTPREAU_Complet_20261123'
const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">
<ficAlimMENESR>
<!-- FICTIF : aucune de ces personnes n'existe -->
<!-- versionAF="AAF-VE2407" -->
<!-- versionSDET="Annexe 4bis version 6.4" -->
<!-- codeAcademieExport="${DEMO_ACADEMY}" -->
<!-- degre="2D" -->
<!-- dateGenerationExport="${DAY}" -->

`

type Values = string | number | readonly (string | number)[]

const escaped = (value: string | number) =>
  String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function values(given: Values): string {
  const list = typeof given === 'object' ? given : [given]
  const filled = list.filter((value) => value !== '')
  return filled.length
    ? filled.map((value) => `<value>${escaped(value)}</value>`).join('')
    : '<value/>'
}

function request(
  kind: string,
  category: string,
  id: string | number,
  attributes: Record<string, Values>
) {
  const lines = Object.entries(attributes).map(
    ([name, given]) => `<attr name="${name}">${values(given)}</attr>\n`
  )
  return `<addRequest>
<operationalAttributes><attr name="categorie${kind}"><value>${category}</value></attr></operationalAttributes>
<identifier><id>${id}</id></identifier>
<attributes>
${lines.join('')}</attributes>
</addRequest>

`
}

function structure(school: DemoSchool): string {
  return request('Structure', 'EtabEducNat', school.structure, {
    ENTStructureJointure: school.structure,
    ENTStructureUAI: school.uai,
    ENTEtablissementUAI: school.uai,
    ENTStructureNomCourant: school.raw,
    ENTStructureTypeStruct: school.type,
    ENTStructureCodeTypeStruct: school.typeCode,
    ENTEtablissementContrat: 'PU',
    l: 'PREAUVILLE',
    ENTStructureClasses: school.classes.map(({ code, label }) => `${code}$${label}`),
    ENTStructureGroupes: groupsOf(school).map(
      ({ code, label, classes }) => `${code}$${label}$${classes.join('$')}`
    ),
  })
}

function identity(person: Adult, born = ''): Record<string, Values> {
  return {
    ENTPersonJointure: person.id,
    ENTPersonDateNaissance: born,
    sn: person.family,
    givenName: person.given,
    personalTitle: person.woman ? 'Mme' : 'M.',
  }
}

/** An address of an adult, under a domain that no one can have. */
function mailOf({ given, family }: Adult): Record<string, Values> {
  return { mail: `${identifierSlug(given, family)}@exemple.test` }
}

function pupil(one: Pupil, { links }: Town): string {
  const { structure: id } = one.school
  return request('Personne', 'Eleve', one.id, {
    ...identity(one, one.born),
    ENTElevePersRelEleve: links
      .filter((link) => link.pupil === one.id)
      .map((l) => `${l.guardian}$${l.kinship}$${l.financial}$${l.level}$1$${l.financial}`),
    ENTPersonStructRattach: id,
    ENTEleveDateEntreeClasses: `${id}$01/09/2026$${one.class}`,
    ENTEleveClasses: `${id}$${one.class}`,
    ENTEleveGroupes: one.groups.map((group) => `${id}$${group}`),
  })
}

function guardian(one: Adult, { links }: Town): string {
  return request('Personne', 'PersRelEleve', one.id, {
    ...identity(one),
    ...mailOf(one),
    ENTAuxPersRelEleveEleve: links.filter((l) => l.guardian === one.id).map((l) => l.pupil),
  })
}

function staff(one: Staff): string {
  const lessons = (kind: 'class' | 'group') => one.lessons.filter((lesson) => lesson.kind === kind)
  const place = (lesson: Staff['lessons'][number]) => `${lesson.school.structure}$${lesson.code}`
  const taught = (lesson: Staff['lessons'][number]) => `${place(lesson)}$${lesson.subject}`
  return request('Personne', 'PersEducNat', one.id, {
    ...identity(one),
    ...mailOf(one),
    ENTPersonStructRattach: one.functions[0]?.school.structure ?? '',
    ENTAuxEnsClasses: [...new Set(lessons('class').map(place))],
    ENTAuxEnsGroupes: [...new Set(lessons('group').map(place))],
    ENTAuxEnsClassesMatieres: lessons('class').map(taught),
    ENTAuxEnsGroupesMatieres: lessons('group').map(taught),
    ENTAuxEnsClassesPrincipal: one.main ? `${one.main.school.structure}$${one.main.code}` : '',
    ENTPersonFonctions: one.functions.map(
      ({ school, code }) => `${school.structure}$${code}$${code}`
    ),
    PersEducNatPresenceDevantEleves: one.lessons.length ? 'O' : 'N',
  })
}

/** Writes the demonstration's complete feed into a folder: the same bytes each time, no person who exists. */
export async function writeDemoFeed(dir: string): Promise<Town> {
  const town = peopleATown()
  const subjects = Object.entries(SUBJECTS).map(([code, label]) =>
    request('Matiere', 'MatEducNat', code, { ENTMatJointure: code, ENTLibelleMatiere: label })
  )
  const files = {
    EtabEducNat: town.schools.map(structure),
    MatiereEducNat: subjects,
    PersEducNat: town.staff.map(staff),
    PersRelEleve: town.guardians.map((one) => guardian(one, town)),
    Eleve: town.pupils.map((one) => pupil(one, town)),
  }
  await mkdir(dir, { recursive: true })
  for (const [category, requests] of Object.entries(files))
    await writeFile(
      join(dir, `${PREFIX}_${category}_0000.xml`),
      `${HEAD}${requests.join('')}</ficAlimMENESR>\n`
    )
  return town
}
