/** Why people report something. */
export const REPORT_REASONS = [
  'harassment',
  'threat',
  'sexual',
  'hate',
  'impersonation',
  'distress',
  'spam',
  'other',
] as const
export type ReportReason = (typeof REPORT_REASONS)[number]

type Helpline = '3018' | '17' | '3114' | 'pharos' | 'cybermalveillance'

/** Who helps, by what happens; the numbers are free, day and evening (17 and 3114: at any hour). */
export const HELPLINES: Record<ReportReason, readonly Helpline[]> = {
  harassment: ['3018'],
  threat: ['17', 'pharos'],
  sexual: ['3018', 'pharos'],
  hate: ['3018', 'pharos'],
  impersonation: ['cybermalveillance'],
  distress: ['3114', '3018'],
  spam: ['cybermalveillance'],
  other: [],
}

/** Where each is reached. */
export const HELPLINE_LINKS: Record<Helpline, string> = {
  '3018': 'tel:3018',
  '17': 'tel:17',
  '3114': 'tel:3114',
  pharos: 'https://www.internet-signalement.gouv.fr',
  cybermalveillance: 'https://www.cybermalveillance.gouv.fr',
}
