/** Whose holidays a school follows; the academies of Corsica and overseas set their own. */
export const ZONES = ['A', 'B', 'C'] as const
export type Zone = (typeof ZONES)[number]

/**
 * The zone of each academy by its code, as feeds and the RAMSESE write it.
 * Source: annex of the arrêté of 7 December 2022 (JO of 8 December 2022).
 */
const ZONE_OF: Readonly<Record<string, Zone>> = {
  // Besançon, Bordeaux, Clermont-Ferrand, Dijon, Grenoble, Lyon, Poitiers, Limoges
  ...{ '03': 'A', '04': 'A', '06': 'A', '07': 'A', '08': 'A', '10': 'A', '13': 'A', '22': 'A' },
  // Aix-Marseille, Lille, Nancy-Metz, Rennes, Strasbourg, Nantes, Orléans-Tours, Reims, Amiens, Nice, Normandie
  ...{ '02': 'B', '09': 'B', '12': 'B', '14': 'B', '15': 'B', '17': 'B', '18': 'B', '19': 'B' },
  ...{ '20': 'B', '23': 'B', '70': 'B' },
  // Paris, Montpellier, Toulouse, Créteil, Versailles
  ...{ '01': 'C', '11': 'C', '16': 'C', '24': 'C', '25': 'C' },
}

/** The zone of an academy; null where it has none or is not known. */
export function zoneOfAcademy(code: string): Zone | null {
  return ZONE_OF[code.padStart(2, '0')] ?? null
}
