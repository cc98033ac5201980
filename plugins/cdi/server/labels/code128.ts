/**
 * Widths of the bars and spaces of the 107 characters of Code 128 (ISO/IEC 15417), in modules: three bars and three
 * spaces each, the last one four bars.
 */
const PATTERNS = (
  '212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122' +
  '123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323' +
  '131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131' +
  '213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122' +
  '141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112' +
  '124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141' +
  '411131211412211214211232'
).match(/.{6}/g)!
const START_B = 104
const STOP = '2331112'

/**
 * The widths of the bars and spaces, in turn, bar first, of a text of printable ASCII in Code 128, set B: start, text,
 * check character (modulo 103), stop. @throws on any other character
 */
export function code128(text: string): number[] {
  const values = [...text].map((letter) => {
    const value = letter.charCodeAt(0) - 32
    if (value < 0 || value > 94 || letter.length > 1)
      throw new Error(`« ${letter} » is not of Code 128, set B`)
    return value
  })
  const check = values.reduce((sum, value, at) => sum + value * (at + 1), START_B) % 103
  const characters = [START_B, ...values, check].map((value) => PATTERNS[value]!)
  return [...characters, STOP].flatMap((pattern) => [...pattern].map(Number))
}
