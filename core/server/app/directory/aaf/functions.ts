/** The profiles of a school's members, the one that counts most first. */
export const PROFILES = [
  'head',
  'teacher',
  'librarian',
  'school-life',
  'staff',
  'guardian',
  'student',
] as const

const CODES: Record<'head' | 'teacher' | 'librarian' | 'school-life' | 'staff', string> = {
  head: 'DIR',
  teacher: 'ENS',
  librarian: 'DOC CIO DCT',
  'school-life': 'EDU CPE SUR AED EEI ORI AES ASH AVS ASE BED AEH',
  staff: 'ADM ADF LAB OUV TEC MDS PSY ASS CTR CFC COL',
}

const PROFILE_OF = new Map(
  Object.entries(CODES).flatMap(([profile, codes]) =>
    codes.split(' ').map((code) => [code, profile] as const)
  )
)

/** Functions that make nobody a member: inspectors come by habilitation, visitors by a dated account. */
const OUTSIDE = new Set(['INS', 'IGN', 'IEX'])

/** The profile of a function's code; null: none in a school; undefined: a code that nobody knows. */
export function profileOf(code: string): string | null | undefined {
  return OUTSIDE.has(code) ? null : PROFILE_OF.get(code)
}
