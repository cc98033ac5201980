/** What a measured process has used since it began: CPU in microseconds, memory in bytes. */
export interface Usage {
  cpu: number
  rss: number
}

// Loaded before a measured process's own program: answers, to whoever started it, what it has used.
process.on('message', (message) => {
  if (message !== 'usage') return
  const { user, system } = process.cpuUsage()
  process.send?.({ cpu: user + system, rss: process.memoryUsage.rss() } satisfies Usage)
})
process.channel?.unref()
