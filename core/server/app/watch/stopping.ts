type Reaction = () => void

const announced = new Set<Reaction>()
const closing = new Set<Reaction>()
let stopping = false

/** Whether this process has been asked to stop: it ends what it has begun, and wants nothing new. */
export function isStopping(): boolean {
  return stopping
}

/** Calls back when the process is asked to stop: whoever takes work up by himself takes no more. */
export function onStopAsked(reaction: Reaction): void {
  announced.add(reaction)
}

/** Calls back when the process stops answering: what would last for ever ends now. Answers how to take it back. */
export function onClosing(reaction: Reaction): () => void {
  closing.add(reaction)
  return () => void closing.delete(reaction)
}

/** Says that the process is asked to stop. */
export function announceStop(): void {
  stopping = true
  for (const react of announced) react()
}

/** Says that the process stops answering. */
export function announceClosing(): void {
  for (const react of closing) react()
}
