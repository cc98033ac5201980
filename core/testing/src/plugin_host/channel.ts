import type { ChildProcess } from 'node:child_process'
import type { TestQuestion } from '../../../server/app/jobs/test_questions.ts'

let asked = 0

/** Asks something of a server started with `channel`. @throws with the server's words */
export function askServer<Answer>(child: ChildProcess, question: TestQuestion): Promise<Answer> {
  const id = ++asked
  return new Promise((resolve, reject) => {
    const done = () => child.off('message', hear).off('exit', gone)
    const hear = (message: { id?: number; answer?: Answer; error?: string }) => {
      if (message.id !== id) return
      done()
      if (message.error === undefined) resolve(message.answer as Answer)
      else reject(new Error(message.error))
    }
    const gone = () => {
      done()
      reject(new Error('the server has ended'))
    }
    child.on('message', hear).on('exit', gone)
    child.send({ id, ...question })
  })
}
