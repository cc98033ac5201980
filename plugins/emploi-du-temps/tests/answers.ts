/** What the routes answer, as far as the tests look at it. */
export interface Plan {
  id: string
  counts: Record<string, number>
  unknown: { kind: string; key: string; label: string; courses: number }[]
  problems: { severity: string; line: number; code: string; values: Record<string, string> }[]
  much: boolean
}

export interface Lesson {
  id: string
  courseId: string
  day: string
  plannedOn: string
  starts: string
  subject: string
  room: string
  state: string
}

/** The code of a refusal. */
export const codeIn = (body: unknown) => (body as { errors?: { code: string }[] }).errors?.[0]?.code
