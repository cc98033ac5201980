import { Refusal } from '../../refusal.mjs'
import { hasSwift, startSwift, type S3Server } from '../s3/swift.ts'
import { step } from '../steps.ts'
import { run as test } from './test.ts'

const KEYS = ['S3_ENDPOINT', 'S3_REGION', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const
/** The groups of tests that run on a server of the environment. */
const GROUPS = [
  'Bytes kept in an S3 server',
  'Files kept in an S3 server',
  'A bucket of an S3 server',
]

/**
 * Runs the battery of stores on an S3 server that is not ours: the one of `S3_ENDPOINT` (MinIO or another; it
 * makes buckets of its own there), else Debian's Swift, started here for the time of the tests.
 */
export async function run(args: string[]): Promise<number> {
  const server = await open()
  process.env['PREAU_TEST_S3'] = JSON.stringify(server.env)
  for (const key of KEYS) delete process.env[key]
  try {
    const groups = GROUPS.flatMap((group) => ['--groups', group])
    return await test([
      'http',
      '--files=files/stores',
      '--files=files/battery',
      '--files=files/bucket',
      ...groups,
      ...args,
    ])
  } finally {
    await server.stop()
  }
}

async function open(): Promise<S3Server> {
  const given = process.env['S3_ENDPOINT']
  if (given) {
    const env = Object.fromEntries(KEYS.map((key) => [key, process.env[key] ?? '']))
    return { name: given, env, stop: async () => undefined }
  }
  if (!hasSwift())
    throw new Refusal(
      'No S3 server here: name one with S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY or, on Debian, as root: ' +
        'apt-get install --no-install-recommends swift-proxy swift-account swift-container swift-object memcached'
    )
  let server: S3Server | undefined
  await step('S3 server started', async () => (server = await startSwift()).name)
  return server!
}
