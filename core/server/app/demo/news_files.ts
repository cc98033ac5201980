import sharp from 'sharp'
import { smallPdf } from './small_pdf.ts'

const MENU = [
  'Lundi : gratin de courge, salade, pomme',
  'Mardi : poulet, haricots verts, yaourt',
  'Jeudi : dahl de lentilles, riz, clémentine',
  'Vendredi : poisson du marché, pommes vapeur, compote',
]
const GROUND = '#f6f5f0'
const STANDS = ['#235846', '#1f5482', '#7a3e6b', '#8a4b08', '#4c4a97']

/** The week's menus, as the kitchen prints them. */
export function menuPdf(): Buffer {
  return smallPdf('Menus de la semaine', MENU)
}

/** Where the stands of the forum are: twenty of them, in four rows, under one roof. */
export function standsPlan(): Promise<Buffer> {
  const stands = Array.from({ length: 20 }, (_, index) => ({
    input: {
      create: {
        ...{ width: 150, height: 90, channels: 3 as const },
        background: STANDS[index % STANDS.length]!,
      },
    },
    left: 60 + (index % 5) * 220,
    top: 60 + Math.floor(index / 5) * 160,
  }))
  return sharp({ create: { width: 1150, height: 710, channels: 3, background: GROUND } })
    .composite(stands)
    .png()
    .toBuffer()
}
