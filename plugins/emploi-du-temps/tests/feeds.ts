import { gzipSync } from 'node:zlib'

/** A file as the page sends it. */
export function sent(name: string, text: string | Buffer): { name: string; content: string } {
  return { name, content: gzipSync(text).toString('base64') }
}

export interface Cours {
  day: number
  at: string
  alternation?: string
  room?: string
}

export interface Service {
  subject: string
  teacher: string
  lessons: Cours[]
}

const cours = ({ day, at, alternation = 'H', room = '12' }: Cours) =>
  `<COURS><CODE_ALTERNANCE>${alternation}</CODE_ALTERNANCE><JOUR>${day}</JOUR><HEURE_DEBUT>${at}</HEURE_DEBUT><DUREE>0100</DUREE><CODE_SALLE>${room}</CODE_SALLE></COURS>`

const services = (list: Service[]) =>
  `<SERVICES>${list
    .map(
      ({ subject, teacher, lessons }) =>
        `<SERVICE CODE_MATIERE="${subject}" CODE_MOD_COURS="CG"><ENSEIGNANTS><ENSEIGNANT ID="${teacher}" TYPE="epp"><COURS_RATTACHES>${lessons.map(cours).join('')}</COURS_RATTACHES></ENSEIGNANT></ENSEIGNANTS></SERVICE>`
    )
    .join('\n')}</SERVICES>`

export interface EmpSts {
  uai: string
  year?: string
  divisions?: Record<string, Service[]>
  groups?: Record<string, Service[]>
  alternations?: Record<string, string[]>
  /** Whether GROUPES stands inside DIVISIONS. */
  misplaced?: boolean
  encoding?: string
}

/** An `emp_sts` file. */
export function empSts({ uai, year = '2026', misplaced = false, ...feed }: EmpSts): string {
  const { divisions = {}, groups = {}, encoding = 'ISO-8859-15' } = feed
  const { alternations = { H: ['2026-11-23', '2026-11-30'] } } = feed
  const list = (name: string, all: Record<string, Service[]>) =>
    Object.entries(all)
      .map(([code, own]) => `<${name} CODE="${code}">\n${services(own)}</${name}>`)
      .join('\n')
  const weeks = Object.entries(alternations)
    .map(
      ([code, mondays]) =>
        `<ALTERNANCE CODE="${code}"><LIBELLE_COURT>${code}</LIBELLE_COURT><LIBELLE_LONG>Semaine ${code}</LIBELLE_LONG><SEMAINES>${mondays.map((monday) => `<DATE_DEBUT_SEMAINE>${monday}</DATE_DEBUT_SEMAINE>`).join('')}</SEMAINES></ALTERNANCE>`
    )
    .join('\n')
  const own = `<GROUPES>${list('GROUPE', groups)}</GROUPES>`
  return `<?xml version="1.0" encoding="${encoding}"?>
<EDT_STS><PARAMETRES><UAJ>${uai}</UAJ><ANNEE_SCOLAIRE>${year}</ANNEE_SCOLAIRE></PARAMETRES><DONNEES><HORAIRES/>
<ALTERNANCES>${weeks}</ALTERNANCES><SALLES_COURS><SALLE_COURS CODE="12"/></SALLES_COURS><INDIVIDUS/>
<STRUCTURE><DIVISIONS>${list('DIVISION', divisions)}${misplaced ? own : ''}</DIVISIONS>${misplaced ? '' : own}</STRUCTURE></DONNEES></EDT_STS>`
}

/** A `sts_emp` file, with or without its substitutes. */
export function stsEmp(
  people: Record<string, [family: string, given: string]>,
  subjects: Record<string, string> = {}
): string {
  const individuals = Object.entries(people)
    .map(
      ([id, [family, given]]) =>
        `<INDIVIDU ID="${id}" TYPE="epp"><NOM_USAGE>\n ${family}\n</NOM_USAGE><PRENOM>${given}</PRENOM></INDIVIDU>`
    )
    .join('\n')
  const names = Object.entries(subjects)
    .map(
      ([code, name]) =>
        `<MATIERE CODE="${code}"><LIBELLE_EDITION>${name}</LIBELLE_EDITION></MATIERE>`
    )
    .join('')
  return `<?xml version="1.0" encoding="ISO-8859-15"?>
<STS_EDT><PARAMETRES/><NOMENCLATURES><MATIERES>${names}</MATIERES></NOMENCLATURES><DONNEES><INDIVIDUS>${individuals}</INDIVIDUS></DONNEES></STS_EDT>`
}

export interface IcalEvent {
  start: string
  end: string
  words: string[]
  more?: string[]
}

/** A calendar, its lines as Pronote writes them. */
export function ical(events: IcalEvent[], before: string[] = []): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Essai//FR',
    ...before,
    ...events.flatMap(({ start, end, words, more = [] }, index) => [
      'BEGIN:VEVENT',
      `UID:Cours-${index}-1-Index-Education`,
      `DTSTART${start}`,
      `DTEND${end}`,
      'SUMMARY;LANGUAGE=fr:COURS',
      ...more,
      `DESCRIPTION;LANGUAGE=fr:${words.join('\\n')}`,
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
    '',
  ].join('\r\n')
}
