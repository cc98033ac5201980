import PDFDocument from 'pdfkit'
import { code128 } from './code128.ts'

/** What is printed on one label: lines of words, and a code as bars below. */
export interface Label {
  lines: readonly string[]
  code: string
}

/** A sheet of labels on A4 (210 × 297 mm): columns and rows, one label's width and height, margins; in millimetres. */
interface Format {
  columns: number
  rows: number
  width: number
  height: number
  left: number
  top: number
  gap: number
}

/** The two usual sheets: 65 of 38.1 × 21.2 mm, 24 of 64 × 33.9 mm (66 × 34 with their gaps). */
export const FORMATS = {
  '65': { columns: 5, rows: 13, width: 38.1, height: 21.2, left: 4.65, top: 10.7, gap: 2.5 },
  '24': { columns: 3, rows: 8, width: 64, height: 33.9, left: 6.5, top: 12.9, gap: 2.5 },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof FORMATS

/** Points of PostScript in a millimetre. */
const MM = 72 / 25.4
const PADDING = 2

/** The labels as a PDF, from the `skip`-th place of the first sheet on; codes are Code 128 (ISO/IEC 15417), in vectors. */
export function labelSheet(
  labels: readonly Label[],
  { format, skip }: { format: FormatName; skip: number }
): Promise<Buffer> {
  const sheet: Format = FORMATS[format]
  const pdf = new PDFDocument({ size: 'A4', margin: 0, autoFirstPage: false })
  const written = bytesOf(pdf)
  const places = sheet.columns * sheet.rows
  for (const [index, label] of labels.entries()) {
    const place = (index + skip) % places
    if (index === 0 || place === 0) pdf.addPage()
    const [column, row] = [place % sheet.columns, Math.floor(place / sheet.columns)]
    const x = (sheet.left + column * (sheet.width + sheet.gap)) * MM
    const y = (sheet.top + row * sheet.height) * MM
    drawLabel(pdf, label, { x, y, width: sheet.width * MM, height: sheet.height * MM })
  }
  if (!labels.length) pdf.addPage()
  pdf.end()
  return written
}

function bytesOf(pdf: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    pdf.on('data', (part: Buffer) => parts.push(part))
    pdf.on('end', () => resolve(Buffer.concat(parts)))
    pdf.on('error', reject)
  })
}

interface Box {
  x: number
  y: number
  width: number
  height: number
}

function drawLabel(pdf: PDFKit.PDFDocument, { lines, code }: Label, box: Box): void {
  const pad = PADDING * MM
  const [x, width] = [box.x + pad, box.width - 2 * pad]
  const size = box.height > 80 ? 9 : 6
  const words = lines.filter(Boolean).slice(0, 3)
  for (const [index, line] of words.entries())
    pdf
      .font(index === 0 ? 'Helvetica-Bold' : 'Helvetica')
      .fontSize(size)
      .text(printable(line), x, box.y + pad + index * size * 1.15, {
        ...{ width, height: size * 1.2, lineBreak: false, ellipsis: true },
      })
  const top = box.y + pad + words.length * size * 1.15 + 1
  const bottom = box.y + box.height - pad
  drawBars(pdf, code, { x, y: top, width, height: bottom - top - size })
  pdf
    .font('Helvetica')
    .fontSize(size)
    .text(code, x, bottom - size + 1, { width, align: 'center', lineBreak: false })
}

function drawBars(pdf: PDFKit.PDFDocument, code: string, box: Box): void {
  const widths = code128(code)
  // Ten modules of silence on either side, as the standard asks.
  const unit = box.width / (widths.reduce((sum, one) => sum + one, 0) + 20)
  let at = box.x + 10 * unit
  for (const [index, modules] of widths.entries()) {
    if (index % 2 === 0) pdf.rect(at, box.y, modules * unit, box.height)
    at += modules * unit
  }
  pdf.fill('black')
}

/** The standard fonts of PDF hold the letters of Windows-1252: others are written without their accents, or as a mark. */
function printable(text: string): string {
  const known = /[\x20-\x7e\xa0-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/
  return [...text.normalize('NFC')]
    .map((letter) => (known.test(letter) ? letter : (letter.normalize('NFD')[0] ?? '')))
    .map((letter) => (known.test(letter) ? letter : '?'))
    .join('')
}
