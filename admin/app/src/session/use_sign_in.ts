import { ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api } from '../api.ts'
import { safeNext } from './next.ts'
import { welcome } from './use_session.ts'

/** Signs in, then goes where the person was going. */
export function useSignIn() {
  const route = useRoute()
  const router = useRouter()
  const busy = ref(false)
  const error = ref<unknown>()

  async function signIn(identifier: string, password: string): Promise<boolean> {
    busy.value = true
    error.value = undefined
    try {
      welcome(await api.signIn(identifier.trim(), password))
      await router.push(safeNext(route.query.next))
      return true
    } catch (caught) {
      error.value = caught
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, error, signIn }
}
