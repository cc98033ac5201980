/**
 * The header that names a file to whoever downloads it (RFC 6266): plain letters for old browsers,
 * the whole name in UTF-8 (RFC 8187) for the others. Nothing of a name can end the header or begin another.
 */
export function contentDisposition(way: 'attachment' | 'inline', name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘]/gu, "'")
    .replace(/[^\x20-\x7e]/gu, '_')
    .replace(/["\\%]/g, '_')
  const whole = encodeURIComponent(name).replace(
    /['()*!]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
  )
  return `${way}; filename="${plain}"; filename*=UTF-8''${whole}`
}
