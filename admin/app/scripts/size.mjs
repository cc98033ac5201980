import { BUDGET, DIST, weighScreens } from './weight.mjs'

/** @param {number} bytes */
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(9)

const dist = process.argv[2] ?? DIST
const [first, ...others] = weighScreens(dist)
const above = first.js > BUDGET.js || first.css > BUDGET.css
console.log(`${'screen (brotli)'.padEnd(34)}       JS       CSS  files`)
for (const { screen, js, css, files } of [first, ...others])
  console.log(
    `${screen.padEnd(32)}${kilobytes(js)} ${kilobytes(css)} ${String(files.length).padStart(6)}`
  )
console.log(
  `budget of the first: ${kilobytes(BUDGET.js).trim()} JS, ${kilobytes(BUDGET.css).trim()} CSS${above ? ': ABOVE' : ''}`
)
console.log(`from ${dist}`)
if (above) process.exit(1)
