/** What a byte of ISO 5426 that is no letter stands for; source: the UNIMARC manual, appendix J. */
const GRAPHICS: Record<number, string> = {
  ...{ 0x88: '\u0098', 0x89: '\u009c', 0x8d: '\u200d', 0x8e: '\u200c' },
  ...{ 0xa1: '¡', 0xa2: '“', 0xa3: '£', 0xa4: '$', 0xa5: '¥', 0xa6: '†', 0xa7: '§', 0xa8: '′' },
  ...{ 0xa9: '‘', 0xaa: '“', 0xab: '«', 0xac: '♭', 0xad: '©', 0xae: '℗', 0xaf: '®' },
  ...{ 0xb0: 'ع', 0xb1: 'أ', 0xb2: '‚', 0xb6: '‡', 0xb7: '·', 0xb8: '″', 0xb9: '’', 0xba: '”' },
  ...{ 0xbb: '»', 0xbc: '♯', 0xbd: 'ʹ', 0xbe: 'ʺ', 0xbf: '¿' },
  ...{ 0xe1: 'Æ', 0xe2: 'Đ', 0xe6: 'Ĳ', 0xe8: 'Ł', 0xe9: 'Ø', 0xea: 'Œ', 0xec: 'Þ' },
  ...{ 0xf1: 'æ', 0xf2: 'đ', 0xf3: 'ð', 0xf5: 'ı', 0xf6: 'ĳ', 0xf8: 'ł', 0xf9: 'ø', 0xfa: 'œ' },
  ...{ 0xfb: 'ß', 0xfc: 'þ' },
}

/** Combining marks of the bytes 0xC0 to 0xDE, which stand before their letter. */
const MARKS = [
  ...[0x309, 0x300, 0x301, 0x302, 0x303, 0x304, 0x306, 0x307, 0x308, 0x308, 0x30a, 0x315],
  ...[0x313, 0x30b, 0x31b, 0x30c, 0x327, 0x31c, 0x326, 0x328, 0x325, 0x32e, 0x323, 0x324],
  ...[0x332, 0x333, 0x329, 0x32d, 0x360, 0x31b],
].map((code) => String.fromCharCode(code))
const FIRST_MARK = 0xc0

/** The text of bytes in ISO 5426, composed (NFC); a byte that stands for nothing becomes U+FFFD. */
export function decodeIso5426(bytes: Uint8Array): string {
  const written: string[] = []
  let waiting = ''
  for (const byte of bytes) {
    const mark = MARKS[byte - FIRST_MARK]
    if (mark) {
      waiting += mark
      continue
    }
    written.push((byte < 0x80 ? String.fromCharCode(byte) : (GRAPHICS[byte] ?? '\ufffd')) + waiting)
    waiting = ''
  }
  return (written.join('') + waiting).normalize('NFC')
}
