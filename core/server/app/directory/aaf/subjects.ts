import { plain } from './names.ts'

/** Subjects as schools write them; the feed has capitals without accents. */
const USUAL = [
  'Français',
  'Mathématiques',
  'Histoire-géographie',
  'Histoire géographie',
  'Éducation musicale',
  'Arts plastiques',
  'Éducation physique et sportive',
  'Éducation physique & sportive',
  'Sciences de la vie et de la Terre',
  'Sciences vie & Terre',
  'Physique-chimie',
  'Technologie',
  'Enseignement moral et civique',
  'Sciences économiques et sociales',
  'Numérique et sciences informatiques',
  'Sciences numériques et technologie',
  'Latin',
  'Documentation',
]

const SPELT = new Map(USUAL.map((name) => [plain(name), name]))

/** A subject's label: `MATHEMATIQUES` → Mathématiques, `ESPAGNOL LV2` → Espagnol LV2. */
export function subjectLabel(raw: string): string {
  const known = SPELT.get(plain(raw))
  if (known || raw !== raw.toUpperCase()) return known ?? raw
  const label = raw
    .toLowerCase()
    .replace(/\b(lv[1-4abc]|lca|lsf|nsi|snt|eps|svt|emc|ses)\b/g, (word) => word.toUpperCase())
  return label.charAt(0).toUpperCase() + label.slice(1)
}
