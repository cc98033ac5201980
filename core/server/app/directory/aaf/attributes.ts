import type { Category } from './feed_files.ts'

/** The attributes that the directory reads: identity, mail address, places and relations, nothing else. */
const WANTED = {
  EtabEducNat: [
    'ENTStructureJointure',
    'ENTStructureUAI',
    'ENTEtablissementUAI',
    'ENTStructureNomCourant',
    'ENTStructureTypeStruct',
    'ENTStructureCodeTypeStruct',
    'l',
    'ENTStructureClasses',
    'ENTStructureGroupes',
  ],
  MatiereEducNat: ['ENTMatJointure', 'ENTLibelleMatiere'],
  MefEducNat: ['ENTMefJointure'],
  PersEducNat: [
    'ENTPersonJointure',
    'ENTPersonDateNaissance',
    'sn',
    'givenName',
    'mail',
    'ENTPersonStructRattach',
    'ENTAuxEnsClasses',
    'ENTAuxEnsGroupes',
    'ENTAuxEnsClassesMatieres',
    'ENTAuxEnsGroupesMatieres',
    'ENTAuxEnsClassesPrincipal',
    'ENTPersonFonctions',
  ],
  PersRelEleve: ['ENTPersonJointure', 'ENTPersonDateNaissance', 'sn', 'givenName', 'mail'],
  Eleve: [
    'ENTPersonJointure',
    'ENTPersonDateNaissance',
    'sn',
    'givenName',
    'mail',
    'ENTElevePersRelEleve',
    'ENTPersonStructRattach',
    'ENTEleveDateEntreeClasses',
    'ENTEleveDateSortieClasses',
    'ENTEleveDateSortieStructRattach',
    'ENTEleveClasses',
    'ENTEleveGroupes',
  ],
} as const satisfies Record<Category, readonly string[]>

const PERSON = `ENTPersonNomPatro ENTPersonAutresPrenoms personalTitle`
const ADDRESS = `ENTPersonAdresse ENTPersonCodePostal ENTPersonVille ENTPersonPays`
const PHONES = `homePhone telephoneNumber mobile ENTPersonMobileSMS`

/** Attributes of the format that the directory leaves unread (source: AAF-VE2407, annexe 4bis 6.4, and older ones). */
const LEFT: Record<Category, string> = {
  EtabEducNat: `ENTStructureSIREN ENTStructureTypeStruct ENTEtablissementMinistereTutelle
    ENTEtablissementMinistereTutelleCode ENTEtablissementContrat postOfficeBox street postalCode
    telephoneNumber facsimileTelephoneNumber fax ENTStructureMailSI ENTStructureMail ENTStructureSiteWeb
    ENTEtablissementStructRattachFctl ENTEtablissementBassin ENTServAcAcademie ENTServAcAcademieCode
    ENTStructureMailIntermediaire`,
  MatiereEducNat: '',
  MefEducNat: 'ENTLibelleMef ENTMEFRattach ENTMEFSTAT11',
  PersEducNat: `${PERSON} ${ADDRESS} ${PHONES} ENTAuxEnsCategoDiscipline ENTAuxEnsDisciplinesPoste
    ENTAuxEnsMEF ENTAuxEnsMatiereEnseignEtab ENTEnsFonctionDir ENTPersonCategorieEnseignant
    PersEducNatPresenceDevantEleves PersEducNatPresenceDevantElevesDate
    ENTPersonCategorieEnseignantDate ENTPersonSTSId ENTPersonAdresseDiffusion`,
  PersRelEleve: `${PERSON} ${ADDRESS} ${PHONES} ENTPersonAdresseDiffusion ENTAuxPersRelEleveEleve`,
  Eleve: `${PERSON} ${ADDRESS} ${PHONES} ENTEleveINE ENTEleveStructRattachId ENTEleveBoursier
    ENTEleveRegime ENTEleveTransport ENTEleveAdresseRel ENTEleveStatutEleve ENTEleveMEF
    ENTEleveLibelleMEF ENTEleveNivFormation ENTEleveNivFormationDiplome ENTEleveFiliere
    ENTEleveSpecialite ENTEleveEnseignements ENTEleveCodeEnseignements ENTEleveDateEntreeStructRattach
    ENTEleveMajeur ENTEleveMajeurAnticipe ENTEleveParents ENTElevePere ENTEleveMere
    ENTEleveAutoriteParentale ENTElevePersRelEleve1 ENTElevePersRelEleve2
    ENTEleveQualitePersRelEleve1 ENTEleveQualitePersRelEleve2`,
}

/** Every attribute of a category; true for those that are read. */
export function attributesOf(category: Category): ReadonlyMap<string, boolean> {
  const left = LEFT[category].split(/\s+/).filter(Boolean)
  return new Map([
    ...left.map((name) => [name, false] as const),
    ...WANTED[category].map((name) => [name, true] as const),
  ])
}
