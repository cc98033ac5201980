import type { ManifestOf } from '@preau/kit'
import type { JobHandler } from '@preau/kit/server'
import type __ident__ from '../../plugin.ts'

const STEPS = 3

/** Long work in small transactions; what is done before `finish` may be done again after a crash. */
export const __name__: JobHandler<ManifestOf<typeof __ident__>> = {
  async steps(run) {
    for (let done = 1; done <= STEPS; done++) {
      await run.step(async (scope) => scope.logger.debug({ done }, '__name__'))
      await run.progress({ done, total: STEPS })
    }
    await run.finish((scope) => scope.audit('__name__.done'))
  },
}
