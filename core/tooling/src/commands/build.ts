import { buildAdmin } from '../build/admin.ts'
import { emitServer } from '../build/emit.ts'
import { step } from '../steps.ts'

/** Builds what is stale: the server's packages, then the pages. */
export async function run(): Promise<void> {
  await step('Server built', async () => {
    const written = await emitServer()
    return written ? `${written} files` : 'nothing had changed'
  })
  await step('Pages built', () => (buildAdmin() ? undefined : 'nothing had changed'))
}
