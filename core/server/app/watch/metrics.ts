import { timingSafeEqual } from 'node:crypto'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import env from '#start/env'

const token = env.get('METRICS_TOKEN')
const registry = new Registry()
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const JOB_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800]

/** Whether somebody may read metrics here: else nothing is counted. */
export const measured = token !== undefined

const requests = new Histogram({
  name: 'preau_http_request_duration_seconds',
  help: 'Requests answered, by pattern of route, method and class of status',
  labelNames: ['route', 'method', 'status'],
  buckets: SECONDS,
  registers: [registry],
})

const jobs = new Histogram({
  name: 'preau_job_duration_seconds',
  help: 'Runs of jobs, by job and outcome: done, failed (will be tried again), given-up',
  labelNames: ['job', 'outcome'],
  buckets: JOB_SECONDS,
  registers: [registry],
})

if (measured) collectDefaultMetrics({ register: registry })

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Counts a request; `route` is a pattern, never a path. */
export function countRequest(about: {
  route: string
  method: string
  status: number
  seconds: number
}): void {
  if (!measured) return
  const method = METHODS.has(about.method) ? about.method : 'OTHER'
  const status = `${Math.floor(about.status / 100)}xx`
  requests.observe({ route: about.route, method, status }, about.seconds)
}

/** Counts a run of a job, by its name. */
export function countRun(job: string, outcome: 'done' | 'failed' | 'given-up', ms: number): void {
  if (measured) jobs.observe({ job, outcome }, ms / 1000)
}

/** One value, and what tells it from the others of its name. */
export interface Sample {
  labels?: Record<string, string>
  value: number
}

/** Values that are read when the metrics are; they are left out while they cannot be read. */
export interface Reading {
  name: `preau_${string}`
  help: string
  labels?: readonly string[]
  read(): Promise<Sample[]> | Sample[]
}

/** Milliseconds given to one reading. */
const PATIENCE = 2000

/** Adds a reading to `/metrics`. */
export function registerReading({ name, help, labels = [], read }: Reading): void {
  if (!measured || registry.getSingleMetric(name)) return
  new Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    async collect() {
      this.reset()
      for (const { labels = {}, value } of await withinPatience(read)) this.set(labels, value)
    },
  })
}

async function withinPatience(read: Reading['read']): Promise<Sample[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Sample[]>((resolve) => {
    timer = setTimeout(() => resolve([]), PATIENCE)
  })
  const reading = new Promise<Sample[]>((found) => found(read())).catch(() => [])
  return Promise.race([reading, late]).finally(() => clearTimeout(timer))
}

/** Whether an `Authorization` header opens the metrics. */
export function mayRead(authorization: string | undefined): boolean {
  if (token === undefined || authorization === undefined) return false
  const given = Buffer.from(authorization)
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** Everything measured, in the text form of Prometheus. */
export async function readMetrics(): Promise<{ type: string; text: string }> {
  return { type: registry.contentType, text: await registry.metrics() }
}
