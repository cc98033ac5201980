/** A failure that the author can mend: its message is all that is shown. */
export class CreatorRefusal extends Error {
  name = 'Refusal'
}
