import { address } from '../first_checks.mjs'

const PERSONAS = [
  ['odile.lambert', 'head of the Collège du Préau: switches modules on'],
  ['lina.durand', 'pupil of 5A at the collège'],
  ['claire.durand', 'parent of children at the collège and at the lycée'],
  ['helene.roussel', 'teacher'],
  ['nadia.faure', 'librarian'],
  ['yann.kervella', 'school life'],
  ['agent.collectivite', 'agent of the collectivité: offers modules to schools'],
] as const

/** Prints where the application answers and, in a demonstration, who can sign in. */
export function sayWelcome({ demo, seconds }: { demo: boolean; seconds: number }): void {
  const lines = ['', `  Préau answers at ${address().url} (ready in ${seconds.toFixed(1)} s)`, '']
  if (demo) {
    lines.push('  A demonstration, with invented people. Password of each: preau-demo', '')
    for (const [name, who] of PERSONAS) lines.push(`    ${name.padEnd(20)} ${who}`)
    lines.push('')
  } else {
    lines.push('  The first person signs in after: npm run ace -- account:invite PERSON', '')
  }
  lines.push('  Ctrl-C stops everything.', '')
  console.log(lines.join('\n'))
}
