import { nearest, readXml } from './sts_document.ts'

/** What `sts_emp` says of codes that `emp_sts` uses. */
export interface StsNames {
  subjects: Map<string, string>
  /** « ROUSSEL Hélène », by id. */
  people: Map<string, string>
}

/** Reads the names of subjects and people of an `sts_emp` file; SUPPLEANTS may be there or not. */
export function readStsNames(text: string, file: string, names: StsNames): void {
  readXml(text, {
    file,
    onEnd(element, around) {
      const { name, attributes, fields } = element
      if (name === 'MATIERE' && attributes['CODE'] && nearest(around, 'MATIERES'))
        names.subjects.set(
          attributes['CODE'],
          fields['LIBELLE_EDITION'] || fields['LIBELLE_LONG'] || fields['LIBELLE_COURT'] || ''
        )
      if (attributes['ID'] && (name === 'INDIVIDU' || name === 'SUPPLEANT')) {
        const family = fields['NOM_USAGE'] || fields['NOM_PATRONYMIQUE']
        if (family) names.people.set(attributes['ID'], `${family} ${fields['PRENOM'] ?? ''}`.trim())
      }
    },
  })
}
