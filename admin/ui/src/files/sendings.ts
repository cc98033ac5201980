import type { UploadedFile } from '@preau/client'
import { computed, onBeforeUnmount, reactive, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useFailure } from '../composables/failure.ts'
import { sayBytes } from './bytes.ts'
import type { usePluginFiles } from './plugin_files.ts'

/** A file on its way, or that did not get there. */
export interface Sending {
  key: number
  file: File
  state: 'waiting' | 'sending' | 'failed'
  /** Bytes sent. */
  sent: number
  /** Why it did not get there: a sentence. */
  error: string
  /** Whether it is worth trying again. */
  again: boolean
}

/** Files sent at once; the others wait. */
const AT_ONCE = 2
let keys = 0

/** Sends files to a table one after the other; those that arrive join `arrived`, in the order in which they were chosen. */
// eslint-disable-next-line max-lines-per-function -- one composable: the line of files and what moves it
export function useSendings(
  { rules, upload }: ReturnType<typeof usePluginFiles>,
  arrived: Ref<UploadedFile[]>
) {
  const { t, locale } = useI18n()
  const say = useFailure()
  const line = reactive<Sending[]>([])
  const controllers = new Map<number, AbortController>()
  const busy = computed(() => line.some(({ state }) => state !== 'failed'))

  function refusal(file: File): string {
    const known = rules.value
    if (!known) return ''
    const extension = file.name.split('.').at(-1)?.toLowerCase() ?? ''
    if (file.name.includes('.') && !known.extensions.includes(extension)) return t('kit.files.type')
    const most = Math.min(known.largest, known.left)
    if (file.size <= most) return ''
    const size = sayBytes(most, locale.value)
    return t(known.left < known.largest ? 'kit.files.no-room' : 'kit.files.too-large', { size })
  }

  function add(files: Iterable<File>): void {
    for (const file of files) {
      const places = (rules.value?.most ?? Infinity) - arrived.value.length - line.length
      const error =
        places < 1 ? t('kit.files.too-many', { most: rules.value?.most ?? 0 }) : refusal(file)
      const state = error ? 'failed' : 'waiting'
      line.push({ key: keys++, file, state, sent: 0, error, again: false })
    }
    move()
  }

  /** Sends what waits, as many at once as may be. */
  function move(): void {
    const running = line.filter(({ state }) => state === 'sending').length
    const next = line.filter(({ state }) => state === 'waiting').slice(0, AT_ONCE - running)
    for (const one of next) void send(one)
  }

  async function send(one: Sending): Promise<void> {
    const controller = new AbortController()
    controllers.set(one.key, controller)
    Object.assign(one, { state: 'sending', sent: 0, error: '' })
    try {
      const { signal } = controller
      const file = await upload(one.file, { signal, onProgress: (sent) => (one.sent = sent) })
      arrived.value = [...arrived.value, file]
      forget(one)
    } catch (error) {
      if (controller.signal.aborted) return
      Object.assign(one, { state: 'failed', error: say(error), again: true })
    } finally {
      controllers.delete(one.key)
      move()
    }
  }

  function forget({ key }: Sending): void {
    const at = line.findIndex((other) => other.key === key)
    if (at >= 0) line.splice(at, 1)
  }

  /** Stops sending a file, or takes one that failed off the list. */
  function cancel(one: Sending): void {
    controllers.get(one.key)?.abort()
    forget(one)
  }

  function retry(one: Sending): void {
    one.state = 'waiting'
    move()
  }

  onBeforeUnmount(() => controllers.forEach((controller) => controller.abort()))
  return { line, busy, add, cancel, retry }
}
