/** Raised by a run that has taken longer than it may. */
export class JobTimeoutError extends Error {
  readonly code = 'E_JOB_TIMEOUT'
}

/** The work's outcome, or the signal's reason as soon as it is aborted: who ignores the signal is left behind. */
export function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** A signal aborted after so many seconds, or when the process stops; `clear` forgets the timer. */
export function timeLimit(seconds: number, stopping: AbortSignal) {
  const controller = new AbortController()
  const timer = setTimeout(
    () => controller.abort(new JobTimeoutError(`longer than ${seconds} s`)),
    seconds * 1000
  )
  const signal = AbortSignal.any([controller.signal, stopping])
  return { signal, clear: () => clearTimeout(timer) }
}
