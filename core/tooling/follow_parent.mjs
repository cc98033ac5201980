// A parent that was killed cannot say so: its channel closes, which counts here as a request to stop.
if (process.channel) {
  process.channel.unref()
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
}
