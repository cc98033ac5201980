const PAGE = { width: 595, height: 842, margin: 72 }

/** A PDF of one page, A4: a title and lines of text, in the letters of French. */
export function smallPdf(title: string, lines: readonly string[]): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /Lang (fr) >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Contents 4 0 R
      /Resources << /Font << /F1 5 0 R >> >> >>`,
    streamOf(textOf(title, lines)),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Title ${quoted(title)} >>`,
  ]
  let body = '%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n'
  const places = objects.map((object, index) => {
    const place = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const entries = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`)
  const count = objects.length + 1
  const tail = `trailer\n<< /Size ${count} /Root 1 0 R /Info 6 0 R >>\nstartxref\n${body.length}\n%%EOF\n`
  return Buffer.from(
    `${body}xref\n0 ${count}\n0000000000 65535 f \n${entries.join('')}${tail}`,
    'latin1'
  )
}

function textOf(title: string, lines: readonly string[]): string {
  const top = PAGE.height - PAGE.margin
  const written = lines.map((line) => `${quoted(line)} Tj T*`).join('\n')
  return `BT /F1 22 Tf ${PAGE.margin} ${top} Td ${quoted(title)} Tj ET
BT /F1 13 Tf 20 TL ${PAGE.margin} ${top - 48} Td
${written}
ET`
}

function streamOf(content: string): string {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`
}

/** WinAnsi has the typographic apostrophe at 0x92. */
function quoted(text: string): string {
  return `(${text.replaceAll('’', '\u0092').replace(/[()\\]/g, '\\$&')})`
}
