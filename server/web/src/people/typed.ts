/* Brings typed or pasted numbers and plates to plain characters, like core/people/typed.c. */

/* Format characters, variation selectors and fillers, which nobody sees. */
const UNSEEN = /\p{Cf}|\p{Variation_Selector}|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0/gu
const BLANK = /[\s\p{Zs}\u0085\u2800]/gu
const HYPHEN = /[\u2010-\u2015\u2212\ufe58\ufe63]/g
/* Full-width and mathematical characters, radicals and compatibility ideographs: Unicode knows what they stand for. */
const COMPATIBLE = /[\uff01-\uff5e\u{1d400}-\u{1d6a3}\u{1d7ce}-\u{1d7ff}\u2f00-\u2fd5\uf900-\ufad9]/gu
/* Characters that look like ASCII letters, each above its letter; the last two look like a province. */
const ALIKE =
  '×İıΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεζικορτχЅІЈАВЕКМНОРСТУХавекмнорстухѕіјԚԛԜԝⅠⅤⅩⅬⅭⅮⅯⅰⅴⅹⅼⅽⅾⅿ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹\u2ed8\u9751'
const PLAIN = 'XIIABEZHIKMNOPTYXABEZIKOPTXSIJABEKMHOPCTYXABEKMHOPCTYXSIJQQWWIVXLCDMIVXLCDM01234567890123456789青青'
const LETTERS = new Map(Array.from(ALIKE, (c, i) => [c, PLAIN.charAt(i)]))

export function narrow(text: string): string {
  const tidy = text
    .replace(UNSEEN, '')
    .replace(BLANK, ' ')
    .replace(HYPHEN, '-')
    .replace(COMPATIBLE, (c) => c.normalize('NFKC'))
  return Array.from(tidy, (c) => LETTERS.get(c) ?? c).join('')
}

/* Punctuation of Chinese texts in numbers, each above what it stands for. */
const MARKS = '·•‧∙⋅・･。｡、`´‘’′"“”【〔】〕✕✖'
const PLAIN_MARKS = ".........,''''''''[[]]XX"
const MARK = new Map(Array.from(MARKS, (c, i) => [c, PLAIN_MARKS.charAt(i)]))

/* Labels that stand before a number without a colon; longer ones first. */
const LABELS =
  /^(?:公民身份号码|身份证号码|身份证号|身份证|证件号码|证件号|护照号码|护照号|护照|手机号码|手机号|手机|联系电话|电话号码|电话|回乡证|台胞证|居住证)(?=.)/su

/* Returns the text behind a label: "电话：138…", "身份证110…". */
export function withoutLabel(text: string): string {
  const colon = /^\D*?[:：](.+)$/su.exec(text)
  return colon?.[1] ?? (/^\D*?[:：]$/u.test(text) ? text : text.replace(LABELS, ''))
}

/* Returns the text narrow and in upper case, without the characters of skip. */
export function plain(text: string, skip: string): string {
  return Array.from(narrow(text).toUpperCase(), (c) => MARK.get(c) ?? c)
    .filter((c) => !skip.includes(c))
    .join('')
}

/* A number with the exponent of a spreadsheet, as core/people/number_written.c reads it: its digits where it has all of
 * them, '' where some are lost, null for any other text. */
export function withoutExponent(text: string): string | null {
  const parts = /^(\d+)(?:\.(\d*))?E(\+?)(\d{1,3})$/.exec(plain(text, ' '))
  if (!parts) return null
  const [, whole = '', fraction = '', plus, exponent] = parts
  if (plus === '' && fraction === '' && whole.length !== 1) return null
  const complete = fraction !== '' && fraction.length === Number(exponent) && whole.length + fraction.length <= 15
  return complete ? whole + fraction : ''
}
