import { Environment } from './environment.ts'

/** What the process is told by its environment, checked at start. */
const env = new Environment(process.env)

// The HTTP server of AdonisJS reads these two by itself.
process.env['HOST'] = env.get('HOST')
process.env['PORT'] = String(env.get('PORT'))

export default env
