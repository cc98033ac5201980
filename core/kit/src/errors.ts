import { Exception } from '@adonisjs/core/exceptions'

/**
 * An expected failure. `code` starts with `E_` and names a sentence in the
 * plugin's locale files under `errors.<code>`; `message` is for developers.
 */
export class PluginError extends Exception {
  constructor(
    code: `E_${string}`,
    status: number,
    message: string,
    readonly values: Readonly<Record<string, string | number>> = {}
  ) {
    super(message, { code, status })
  }
}
