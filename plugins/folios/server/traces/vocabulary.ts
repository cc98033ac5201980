/** The four parcours éducatifs, as the livret scolaire names them (AVN, ART, CIT, SAN). */
export const PARCOURS = ['future', 'arts', 'citizenship', 'health'] as const
export type Parcours = (typeof PARCOURS)[number]

/** What a trace is the trace of. */
export const KINDS = [
  ...['lesson', 'outing', 'internship', 'forum', 'commitment'],
  ...['work', 'sport', 'outside', 'certificate', 'other'],
] as const

/** The components of the socle commun (décret n° 2015-372), as the livret scolaire lists them. */
export const SKILLS = [
  ...['french', 'foreign-languages', 'sciences', 'arts-and-body'],
  ...['methods', 'citizen', 'systems', 'representations'],
] as const

/** How one judges oneself: discovered, practised, mastered. */
export const LEVELS = [1, 2, 3] as const
export type Level = (typeof LEVELS)[number]

/** A competence with what its owner thinks of it. */
export interface Skill {
  key: string
  level: Level
}
