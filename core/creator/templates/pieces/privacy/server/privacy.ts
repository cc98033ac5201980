import type { ManifestOf } from '@preau/kit'
import type { PrivacyHandlers } from '@preau/kit/server'
import type __ident__ from '../plugin.ts'

/** What a member wrote is his to have, and goes with him. */
export const privacy: PrivacyHandlers<ManifestOf<typeof __ident__>> = {
  async *export(_scope, memberId) {},
  async erase(_scope, memberId) {
    let rows = 0
    return { rows, files: 0 }
  },
}
