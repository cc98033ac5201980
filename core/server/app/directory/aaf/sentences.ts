/** What each code says to whoever reads the report, in the languages of the interface. `{detail}` is filled in. */
const SENTENCES = {
  E_IMPORT_RUNNING: [
    'Un autre import est en cours : attendez qu’il se termine.',
    'Another import is running: wait for its end.',
  ],
  E_IMPORT_INTERRUPTED: [
    'Cet import a été interrompu : lancez-le de nouveau.',
    'This import was interrupted: run it again.',
  ],
  E_IMPORT_SCHOOL: [
    'L’établissement n’a pas pu être mis à jour, rien n’y a été modifié : {detail}.',
    'The school could not be updated, nothing in it was changed: {detail}.',
  ],
  E_IMPORT_TOO_MANY_LEAVERS: [
    'Trop de départs d’un coup : {detail}. Vérifiez le fichier, puis confirmez (--confirm).',
    'Too many people would leave at once: {detail}. Check the feed, then confirm (--confirm).',
  ],
  E_IMPORT_SCHOOL_ABSENT: [
    'L’établissement n’est plus dans l’alimentation : rien n’y a été modifié.',
    'The school is no longer in the feed: nothing in it was changed.',
  ],
  E_AAF_NO_FILES: [
    'Aucun fichier AAF complet dans ce dossier (attendu : <nom>_Complet_<date>_<catégorie>_0000.xml).',
    'No complete AAF file in this folder (expected: <name>_Complet_<date>_<category>_0000.xml).',
  ],
  E_AAF_DELTA: [
    'C’est une alimentation différentielle (delta) : seule une alimentation complète s’importe.',
    'This is a delta feed: only a complete feed can be imported.',
  ],
  E_AAF_DELTA_IGNORED: [
    'Fichier différentiel (delta) laissé de côté : seule l’alimentation complète a été lue.',
    'Delta file left aside: only the complete feed was read.',
  ],
  E_AAF_SEVERAL_FEEDS: [
    'Le dossier contient plusieurs alimentations : {detail}. Un dossier par alimentation.',
    'The folder holds several feeds: {detail}. One folder for each feed.',
  ],
  E_AAF_MISSING_CATEGORY: [
    'Il manque les fichiers de la catégorie {detail}.',
    'The files of the category {detail} are missing.',
  ],
  E_AAF_MISSING_PART: ['Il manque le fichier {detail}.', 'The file {detail} is missing.'],
  E_AAF_ENCODING: [
    'Encodage refusé ({detail}) : UTF-8, ISO-8859-1 ou ISO-8859-15.',
    'Encoding refused ({detail}): UTF-8, ISO-8859-1 or ISO-8859-15.',
  ],
  E_AAF_XML: ['XML incorrect ou tronqué : {detail}.', 'Wrong or truncated XML: {detail}.'],
  E_AAF_DOCTYPE: [
    'Déclaration DOCTYPE refusée : seule <!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd"> est admise, sans entité.',
    'DOCTYPE refused: only <!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd"> is allowed, without entities.',
  ],
  E_AAF_ELEMENT: ['Élément inattendu : {detail}.', 'Unexpected element: {detail}.'],
  E_AAF_NOT_COMPLETE: [
    'Le fichier contient {detail} : ce n’est pas une alimentation complète.',
    'The file contains {detail}: this is not a complete feed.',
  ],
  E_AAF_TOO_LONG: [
    'Valeur démesurée : lecture arrêtée.',
    'Value out of all measure: reading stopped.',
  ],
  E_AAF_NO_ACADEMY: [
    'Le code de l’académie manque (commentaire codeAcademieExport).',
    'The academy’s code is missing (comment codeAcademieExport).',
  ],
  E_AAF_TWO_ACADEMIES: [
    'Les fichiers ne sont pas de la même académie : {detail}.',
    'The files are not of the same academy: {detail}.',
  ],
  E_AAF_DEGREE: [
    'Ce fichier est du degré {detail} : seul le second degré (2D) s’importe ainsi.',
    'This file is of degree {detail}: only secondary schools (2D) are imported this way.',
  ],
  E_AAF_GENERATED_ON: [
    'Date de génération illisible : {detail}.',
    'Unreadable date of generation: {detail}.',
  ],
  E_AAF_CATEGORY: [
    'Catégorie {detail} inattendue dans ce fichier : fiche refusée.',
    'Category {detail} unexpected in this file: record refused.',
  ],
  E_AAF_NO_ID: ['Fiche sans identifiant : refusée.', 'Record without identifier: refused.'],
  E_AAF_ID: ['Identifiant incorrect : fiche refusée.', 'Wrong identifier: record refused.'],
  E_AAF_ID_MISMATCH: [
    'Deux identifiants différents dans la même fiche ({detail}) : refusée.',
    'Two different identifiers in one record ({detail}): refused.',
  ],
  E_AAF_DUPLICATE: [
    'Identifiant déjà vu dans cette catégorie : seule la première fiche compte.',
    'Identifier already seen in this category: only the first record counts.',
  ],
  E_AAF_KEY_CLASH: [
    'Le même identifiant désigne des personnes de prénoms différents : fiches refusées.',
    'One identifier stands for people of different given names: records refused.',
  ],
  E_AAF_NO_NAME: ['Nom ou prénom manquant : fiche refusée.', 'Name missing: record refused.'],
  E_AAF_NO_STRUCTURE: [
    'Aucun établissement de rattachement : fiche refusée.',
    'No school of attachment: record refused.',
  ],
  E_AAF_UNKNOWN_STRUCTURE: [
    'Établissement {detail} absent de l’alimentation.',
    'School {detail} is not in the feed.',
  ],
  E_AAF_UAI: [
    'UAI incorrect ({detail}) : établissement refusé.',
    'Wrong UAI ({detail}): school refused.',
  ],
  E_AAF_UNKNOWN_ATTRIBUTE: [
    'Attribut inconnu {detail} : valeur ignorée.',
    'Unknown attribute {detail}: value ignored.',
  ],
  E_AAF_VALUE: ['Valeur incorrecte pour {detail} : ignorée.', 'Wrong value for {detail}: ignored.'],
  E_AAF_DATE: ['Date incorrecte pour {detail} : ignorée.', 'Wrong date for {detail}: ignored.'],
  E_AAF_FUNCTION: [
    'Fonction {detail} sans profil dans un établissement : ignorée.',
    'Function {detail} has no profile in a school: ignored.',
  ],
  E_AAF_FUNCTION_UNKNOWN: [
    'Fonction {detail} inconnue : profil « personnel ».',
    'Unknown function {detail}: profile “staff”.',
  ],
  E_AAF_UNKNOWN_GUARDIAN: [
    'Responsable {detail} absent de l’alimentation : lien ignoré.',
    'Guardian {detail} is not in the feed: link ignored.',
  ],
  E_AAF_UNKNOWN_GROUP: [
    'Classe ou groupe {detail} non déclaré par l’établissement : ignoré.',
    'Class or group {detail} not declared by the school: ignored.',
  ],
} as const satisfies Record<string, readonly [fr: string, en: string]>

/** The codes of a report. */
export type Code = keyof typeof SENTENCES

/** The languages of a report. */
export type ReportLocale = 'fr' | 'en'

/** The sentence of a code, in French typography (no-break spaces) or English. */
export function sentence(locale: ReportLocale, code: Code, detail: string): string {
  const words = SENTENCES[code][locale === 'fr' ? 0 : 1].replace('{detail}', () => detail)
  return locale === 'fr'
    ? words.replace(/ (?=[:;!?»])/g, '\u00a0').replace(/« /g, '«\u00a0')
    : words
}
