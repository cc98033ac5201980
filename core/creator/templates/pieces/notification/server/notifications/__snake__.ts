import type { ManifestOf, Profile } from '@preau/kit'
import type { MemberScope } from '@preau/kit/server'
import type __ident__ from '../../plugin.ts'

const TOLD: readonly Profile[] = __audience__

/** Tells them once the request has gone well; quiet hours and each one's choices are the host's affair. */
export async function tell__Pascal__(scope: MemberScope<ManifestOf<typeof __ident__>>) {
  const rows = TOLD.map((profile) => ({ group: null, profile }))
  const values = { name: scope.member.displayName }
  return { id: await scope.notify('__name__', { to: { rows }, path: '', values }) }
}
