import type { SchoolPortal } from '@preau/client'

export interface PageMatch {
  page: string
  params: Record<string, string>
}

const segmentsOf = (path: string): string[] => path.split('/').filter(Boolean)

function withoutPlugin(path: string, plugin: string): string[] {
  const segments = segmentsOf(path)
  return segments[0] === plugin ? segments.slice(1) : segments
}

function matchOne(pattern: string[], rest: string[]): Record<string, string> | undefined {
  if (rest.length > pattern.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const given = rest[index]
    if (!part.startsWith(':')) {
      if (part !== given) return undefined
    } else if (given !== undefined) params[part.slice(1).replace('?', '')] = given
    else if (!part.endsWith('?')) return undefined
  }
  return params
}

const wildcards = (pattern: string[]): number =>
  pattern.filter((part) => part.startsWith(':')).length

/** The page of a plugin that an address means; a written word wins over a part that varies. */
export function matchPage(
  pages: SchoolPortal['pages'],
  plugin: string,
  rest: string[]
): PageMatch | undefined {
  return pages
    .filter((page) => page.plugin === plugin)
    .map(({ page, path }) => ({ page, pattern: withoutPlugin(path, plugin) }))
    .sort((a, b) => wildcards(a.pattern) - wildcards(b.pattern))
    .map(({ page, pattern }) => ({ page, params: matchOne(pattern, rest) }))
    .find((match): match is PageMatch => match.params !== undefined)
}
