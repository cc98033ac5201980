import router from '@adonisjs/core/services/router'

/** Routes that a plugin has put on the application's own router, where no gate stands before them. */
const strays = new Map<string, string[]>()

export function straysOf(plugin: string): readonly string[] {
  return strays.get(plugin) ?? []
}

/** Runs a plugin's code and notes the routes that it registers past the host while it does. */
export async function notingStrays<T>(plugin: string, work: () => T | Promise<T>): Promise<T> {
  const { route } = router
  router.route = new Proxy(route, {
    apply(target, self, args) {
      strays.set(plugin, [...straysOf(plugin), String(args[0])])
      return Reflect.apply(target, self, args) as unknown
    },
  })
  try {
    return await work()
  } finally {
    router.route = route
  }
}
