import type { OwnScope } from '../context.ts'
import type { PortableTrace } from './portable.ts'

/** The portfolio in the words of schema.org; what they lack is under Préau's own prefix. */
export function linkedData(
  { account }: Pick<OwnScope, 'account'>,
  traces: readonly PortableTrace[]
) {
  return {
    '@context': { '@vocab': 'https://schema.org/', preau: 'urn:preau:folios:' },
    '@type': 'Collection',
    creator: { '@type': 'Person', name: account.name },
    hasPart: traces.map(describe),
  }
}

function describe({
  id,
  title,
  kind,
  created_at,
  happened_on,
  place,
  learnt,
  ...trace
}: PortableTrace) {
  return {
    '@type': 'CreativeWork',
    '@id': `urn:uuid:${id}`,
    name: title,
    dateCreated: created_at,
    temporalCoverage: happened_on,
    locationCreated: place ? { '@type': 'Place', name: place } : null,
    text: learnt,
    'preau:kind': kind,
    'preau:parcours': trace.parcours,
    'preau:skills': trace.skills.map(({ key, level }) => ({
      'preau:skill': key,
      'preau:level': level,
    })),
    associatedMedia: trace.files.map(({ name, path, type, size, sha256 }) => ({
      '@type': 'MediaObject',
      ...{ name, sha256, contentUrl: path, encodingFormat: type, contentSize: String(size) },
    })),
  }
}
