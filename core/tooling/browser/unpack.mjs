/**
 * Unpacks the Chromium of `@sparticuz/chromium` beside its package, with its own shared libraries
 * and fonts, and prints where. Run in a process of its own: the package reads both the place and
 * whether to bring its libraries from the environment.
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The package's own points at its own place of deployment. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
</fontconfig>
`

const home = join(dirname(fileURLToPath(import.meta.url)), 'node_modules', '.chromium')
if (!existsSync(home)) {
  const part = `${home}.${process.pid}`
  mkdirSync(part, { recursive: true })
  process.env.TMPDIR = part
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs24.x'
  try {
    const { default: chromium } = await import('@sparticuz/chromium')
    await chromium.executablePath()
    writeFileSync(join(part, 'fonts', 'fonts.conf'), FONTS)
    if (!existsSync(home)) renameSync(part, home)
  } finally {
    rmSync(part, { recursive: true, force: true })
  }
}
process.stdout.write(home)
