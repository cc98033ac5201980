import db from '@adonisjs/lucid/services/db'
import type { MailScope } from '../scope.ts'
import { matrixOf, rangeOf, type Range, type Rule } from './rules.ts'

/** Where the school departs from the rules by default. */
export async function storedRules(): Promise<Rule[]> {
  const rules: Rule[] = await db
    .from('rules')
    .select('from_profile as from', 'to_profile as to', 'reach')
  return rules
}

/** Whom the one who asks may write to here, by the rules of his school. */
export async function rangeHere({ member }: MailScope): Promise<Range> {
  return rangeOf(matrixOf(await storedRules()), member.profiles)
}
