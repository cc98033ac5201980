let react: () => void = () => undefined

/** Says that the outbox has something new, now committed; answers at once, never throws. */
export function nudge(): void {
  react()
}

/** Who is to react to a nudge: whoever hands the outbox over. */
export function onNudge(reaction: () => void): void {
  react = reaction
}
