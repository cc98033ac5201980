/** Why people report something. */
export const REASONS = [
  'harassment',
  'threat',
  'sexual',
  'hate',
  'impersonation',
  'distress',
  'spam',
  'other',
] as const

/** What the moderators decide: nothing to do, seen to with the people, or taken away from everybody. */
export const DECISIONS = ['dismissed', 'handled', 'removed'] as const
export type Decision = (typeof DECISIONS)[number]
