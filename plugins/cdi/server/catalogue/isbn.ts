/**
 * An ISBN (ISO 2108) or an EAN-13, as thirteen digits: hyphens are left out, ten digits become thirteen. Undefined
 * when its check digit is wrong or it is neither.
 */
export function isbn13(text: string): string | undefined {
  const digits = text.replace(/[\s-]/g, '').toUpperCase()
  if (/^\d{13}$/.test(digits)) return ean13(digits.slice(0, 12)) === digits ? digits : undefined
  if (!/^\d{9}[\dX]$/.test(digits)) return undefined
  const sum = [...digits].reduce((total, one, at) => total + valueOf(one) * (10 - at), 0)
  return sum % 11 === 0 ? ean13(`978${digits.slice(0, 9)}`) : undefined
}

/** The ISBN of ten digits that says the same; undefined for those (979…) that have none. */
export function isbn10(isbn: string): string | undefined {
  if (!isbn.startsWith('978')) return undefined
  const body = isbn.slice(3, 12)
  const sum = [...body].reduce((total, one, at) => total + Number(one) * (10 - at), 0)
  const check = (11 - (sum % 11)) % 11
  return body + (check === 10 ? 'X' : String(check))
}

function valueOf(digit: string): number {
  return digit === 'X' ? 10 : Number(digit)
}

/** Twelve digits with their check digit (ISO/IEC 15420). */
function ean13(body: string): string {
  const sum = [...body].reduce((total, one, at) => total + Number(one) * (at % 2 ? 3 : 1), 0)
  return body + String((10 - (sum % 10)) % 10)
}
