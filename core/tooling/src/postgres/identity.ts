import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { Refusal } from '../../refusal.mjs'
import type { Binaries } from './binaries.ts'

const NOBODY = 65534
/** Inside a user namespace root is seen as an ordinary user, and the files stay root's. */
const NAMESPACE = ['unshare', '--user', '--map-user=1000', '--map-group=1000']

/** As whom PostgreSQL's programs run: it refuses to be root. */
export interface Identity {
  /** What stands before the program on its command line. */
  prefix: string[]
  uid?: number
  gid?: number
}

/** Chooses as whom to run PostgreSQL on a data folder. @throws Refusal where root has no way to be somebody else. */
export function chooseIdentity(binaries: Binaries, dataDir: string): Identity {
  if (process.getuid?.() !== 0) {
    refuseStrangersData(dataDir)
    return { prefix: [] }
  }
  const owner = existsSync(dataDir) ? statSync(dataDir) : undefined
  const choices: Identity[] = owner?.uid
    ? [{ prefix: [], uid: owner.uid, gid: owner.gid }]
    : owner
      ? [{ prefix: NAMESPACE }]
      : [{ prefix: NAMESPACE }, { prefix: [], uid: NOBODY, gid: NOBODY }]
  const choice = choices.find((one) => works(binaries, one))
  if (choice) return choice
  throw new Refusal(
    'PostgreSQL refuses to run as root, and here neither a user namespace nor another user may reach ' +
      `${binaries.postgres}: run as an ordinary user, move this folder where everybody may read it, or set DATABASE_URL.`
  )
}

/** Gives a file or folder to whom PostgreSQL runs as. */
export function handOver(identity: Identity, path: string): void {
  if (identity.uid !== undefined) chownSync(path, identity.uid, identity.gid ?? identity.uid)
}

function works(binaries: Binaries, { prefix, uid, gid }: Identity): boolean {
  const [command = '', ...args] = [...prefix, binaries.postgres, '--version']
  return spawnSync(command, args, { uid, gid, stdio: 'ignore', cwd: '/' }).status === 0
}

function refuseStrangersData(dataDir: string) {
  if (process.platform === 'win32' || !existsSync(dataDir)) return
  const { uid } = statSync(dataDir)
  if (uid === process.getuid?.()) return
  throw new Refusal(
    `${dataDir} was made by another user (number ${uid}), and you are ${userInfo().username}: run as that user, or delete the folder .data.`
  )
}
