/** Words that stay in lower case inside a place's or school's name. */
const SMALL = new Set([
  'de',
  'du',
  'des',
  'la',
  'le',
  'les',
  'et',
  'en',
  'sur',
  'sous',
  'aux',
  'à',
  'd',
  'l',
])

/** How the feed abbreviates kinds of schools. */
const SIGLES: Readonly<Record<string, string>> = {
  CLG: 'Collège',
  COL: 'Collège',
  COLLEGE: 'Collège',
  LYC: 'Lycée',
  LYCEE: 'Lycée',
  LG: 'Lycée général',
  LGT: 'Lycée général et technologique',
  LT: 'Lycée technologique',
  LP: 'Lycée professionnel',
  LPO: 'Lycée polyvalent',
  'LPO LYC': 'Lycée polyvalent',
  EREA: 'EREA',
  SEGPA: 'SEGPA',
  'CLG PR': 'Collège privé',
  'LYC PR': 'Lycée privé',
}

function capital(word: string): string {
  return word.charAt(0).toLocaleUpperCase('fr') + word.slice(1)
}

/** A person's name in usual case: `LE GOFF` → Le Goff, `Maïwenn` stays; accents that the feed lost stay lost. */
export function personName(raw: string): string {
  const name = raw.replace(/\s+/g, ' ').trim()
  if (name !== name.toLocaleUpperCase('fr')) return name
  return name.toLocaleLowerCase('fr').replace(/[^\s'’-]+/g, capital)
}

/** A place's name in usual case: `ST JEAN DE LA RUELLE` → St Jean de la Ruelle. */
export function placeName(raw: string): string {
  const name = raw.replace(/\s+/g, ' ').trim()
  if (name !== name.toLocaleUpperCase('fr')) return name
  return name
    .toLocaleLowerCase('fr')
    .replace(/[^\s'’-]+/g, (word, at: number) => (at > 0 && SMALL.has(word) ? word : capital(word)))
}

/** A school's name: `CLG$DU PREAU$PREAUVILLE` → Collège du Preau. */
export function schoolName(raw: string): string {
  const [sigle = '', name = ''] = raw.includes('$')
    ? raw.split('$').map((part) => part.trim())
    : [raw.split(' ')[0], raw.split(' ').slice(1).join(' ')]
  const kind = SIGLES[sigle.toUpperCase()] ?? placeName(sigle)
  const lower = name === name.toLocaleUpperCase('fr') ? name.toLocaleLowerCase('fr') : name
  const rest = lower.replace(/[^\s'’-]+/g, (word) => (SMALL.has(word) ? word : capital(word)))
  return `${kind} ${rest}`.replace(/\s+/g, ' ').trim()
}

/** Small letters without accents: what two spellings of one name have in common. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
}

function slug(name: string): string {
  const letters = plain(name)
    .replace(/['’]/g, '')
    .replace(/[^a-z]+/g, '-')
  return letters.replace(/^-|-$/g, '').slice(0, 60) || 'x'
}

/** The identifier a person would have if nobody else had it: `Noé`, `Durand-Nguyen` → noe.durand-nguyen. */
export function identifierSlug(givenName: string, familyName: string): string {
  return `${slug(givenName)}.${slug(familyName)}`
}
