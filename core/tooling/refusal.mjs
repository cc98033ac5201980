/** An end that was foreseen: its message is the one sentence shown, without a stack. */
export class Refusal extends Error {}

/**
 * Shows why a command ends, and answers the exit code.
 * @param {unknown} error
 * @returns {number}
 */
export function sayRefusal(error) {
  if (error instanceof Refusal) console.error(`\n✖ ${error.message}`)
  else if (isDenied(error)) console.error(`\n✖ ${deniedSentence(error)}`)
  else console.error(error)
  return 1
}

/**
 * @param {unknown} error
 * @returns {error is NodeJS.ErrnoException}
 */
function isDenied(error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return (code === 'EACCES' || code === 'EPERM') && error instanceof Error && 'path' in error
}

/** @param {NodeJS.ErrnoException} error */
function deniedSentence(error) {
  return `${error.path} belongs to another user: run this command as that user, or give the folder to yours.`
}
