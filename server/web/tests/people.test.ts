import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkDocument, DOCUMENT_KINDS, groupDocument } from '../src/people/document'
import { mayNeedEnglish, usualLanguage } from '../src/people/language'
import { checkMobile, groupMobile } from '../src/people/mobile'
import { checkPlate, formatPlate, PROVINCES } from '../src/people/plate'
import { checkCharacter, checkResidentId } from '../src/people/residentId'

const TODAY = { year: 2026, month: 11, day: 24 }
const shared = process.env.GATEHOUSE_SHARED ?? resolve(__dirname, '../../../../shared')

interface Vectors {
  cases: { id: string; expect: string; number?: string; plate?: string }[]
}
function vectors(name: string): Vectors | null {
  const path = resolve(shared, 'vectors', name)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Vectors) : null
}

describe('resident ID', () => {
  it('takes a good number and says sex and birth date', () => {
    expect(checkResidentId('11010519491231002x', TODAY)).toEqual({
      ok: true,
      value: { number: '11010519491231002X', birth: { year: 1949, month: 12, day: 31 }, sex: 'F' },
    })
  })
  it('takes full-width digits and blanks', () => {
    expect(checkResidentId(' １１０１０５ 19491231 002X', TODAY).ok).toBe(true)
  })
  it('brings a number of before 1999 to eighteen characters', () => {
    const checked = checkResidentId('110105491231002', TODAY)
    expect(checked.ok && checked.value.number).toBe('11010519491231002X')
  })
  it.each([
    ['1101051949123100', 'length'],
    ['11010519491231A02X', 'character'],
    ['X1010519491231002X', 'character'],
    ['99010519491231002X', 'region'],
    ['110105194902300020', 'date'],
    ['110105209912310020', 'date'],
    ['110105194912310020', 'check'],
  ])('refuses %s: %s', (number, fault) => {
    expect(checkResidentId(number, TODAY)).toEqual({ ok: false, fault })
  })
  it('finds every typing error of one digit', () => {
    const good = '11010519491231002X'
    for (let at = 0; at < 17; at++)
      for (const digit of '0123456789')
        if (digit !== good[at]) expect(checkCharacter(good.slice(0, at) + digit + good.slice(at + 1))).not.toBe('X')
  })
  it.skipIf(!vectors('gb11643.json'))('agrees with the shared vectors', () => {
    for (const one of vectors('gb11643.json')?.cases ?? [])
      if (one.expect !== 'unsure')
        expect([one.id, checkResidentId(one.number ?? '', TODAY).ok]).toEqual([one.id, one.expect === 'valid'])
  })
})

describe('numbers as lists write them', () => {
  it.each([
    '电话：13800138000',
    '手机号13800138000',
    "'13800138000",
    '【13800138000】',
    '13800138000。',
    '13,800,138,000',
    '138·0013·8000',
    '013800138000',
    'tel:+8613800138000;',
  ])('takes the mobile %s', (typed) => {
    expect(checkMobile(typed)).toEqual({ ok: true, value: '13800138000' })
  })
  it.each(['手机：1380013800', '13800138000、13900139000', '电话：', '1.3800138E+10', '012345678901'])(
    'refuses the mobile %s',
    (typed) => {
      expect(checkMobile(typed).ok).toBe(false)
    },
  )
  it.each(['身份证：{}', '身份证号{}', "'{}", '“{}”', '【{}】', '（{}）', '{}。', '{}；'])(
    'takes the ID number %s',
    (around) => {
      const typed = around.replace('{}', '11010519491231002X')
      expect(checkResidentId(typed, TODAY)).toMatchObject({ value: { number: '11010519491231002X' } })
      expect(checkDocument('resident-id', typed, TODAY)).toMatchObject({ value: { number: '11010519491231002X' } })
    },
  )
  it.each(['110105·19491231·002X', '110105，19491231，002X', '11010519491231002✕'])(
    'takes the ID number %s',
    (typed) => {
      expect(checkResidentId(typed, TODAY)).toMatchObject({ value: { number: '11010519491231002X' } })
    },
  )
  it.each(['（京A12345）', '【京A12345】', '车牌：京A12345', "'京A12345", '京A12345。', '京A⋅12345'])(
    'takes the plate %s',
    (typed) => {
      expect(checkPlate(typed)).toMatchObject({ ok: true, value: { text: '京A12345' } })
    },
  )
})

describe('mobile number', () => {
  it.each(['13800138000', '+86 138-0013-8000', '0086 138 0013 8000', '（138）００１３８０００'])(
    'takes %s',
    (typed) => {
      expect(checkMobile(typed)).toEqual({ ok: true, value: '13800138000' })
    },
  )
  it.each([
    ['1380013800', 'length'],
    ['138001380001', 'length'],
    ['1380013800a', 'character'],
    ['23800138000', 'prefix'],
    ['14600138000', 'prefix'],
    ['10800138000', 'prefix'],
  ])('refuses %s: %s', (typed, fault) => {
    expect(checkMobile(typed)).toEqual({ ok: false, fault })
  })
  it.each([
    '8613800138000',
    '86-13800138000',
    '（86）13800138000',
    '138.0013.8000',
    '138—0013—8000',
    '13800138000.0',
    'tel:13800138000',
  ])('takes what machines write: %s', (typed) => {
    expect(checkMobile(typed)).toEqual({ ok: true, value: '13800138000' })
  })
  it.each([
    ['+852 9123 4567', '+85291234567', '+852 9123 4567'],
    ['00853 6612 3456', '+85366123456', '+853 6612 3456'],
    ['+886 0912 345 678', '+886912345678', '+886 9 1234 5678'],
    ['+44 (0)7400 123456', '+447400123456', '+44 74 0012 3456'],
  ])('takes %s of another country', (typed, value, shown) => {
    expect(checkMobile(typed)).toEqual({ ok: true, value })
    expect(groupMobile(value)).toBe(shown)
    expect(checkMobile(shown)).toEqual({ ok: true, value })
  })
  it.each([
    ['+852 9123 456', 'length'],
    ['+852 2123 4567', 'prefix'],
    ['+999 1234 5678', 'country'],
    ['+44 7400 12345a', 'character'],
    ['+81 0000 1480', 'prefix'],
    ['+1 415 555 267', 'length'],
  ])('refuses %s of another country: %s', (typed, fault) => {
    expect(checkMobile(typed)).toEqual({ ok: false, fault })
  })
  it('shows it in groups, masked ones too', () => {
    expect(groupMobile('+852****4567')).toBe('+852 **** 4567')
    expect(groupMobile('13800138000')).toBe('138 0013 8000')
    expect(groupMobile('138****8000')).toBe('138 **** 8000')
    expect(groupMobile('12')).toBe('12')
  })
})

describe('pasted numbers', () => {
  const marks =
    '\u00ad \u200b \u200e \u202d \u202c \u2066 \u2069 \ufeff \ufe0f \t \n \u00a0 \u2009 \u202f \u3000'.split(' ')
  it.each(marks)('lose what nobody sees: %j', (mark) => {
    const around = (text: string) => mark + text.slice(0, 3) + mark + text.slice(3) + mark
    expect(checkMobile(around('13800138000'))).toEqual({ ok: true, value: '13800138000' })
    expect(checkResidentId(around('11010519491231002X'), TODAY).ok).toBe(true)
    expect(checkPlate(around('京A12345'))).toMatchObject({ ok: true, value: { text: '京A12345' } })
    expect(checkDocument('passport', around('E12345678'), TODAY)).toMatchObject({ value: { number: 'E12345678' } })
  })
  it.each(['х', 'Х', 'χ', 'Ⅹ', '×', '𝐗', 'ｘ'])('take %s for X', (x) => {
    expect(checkResidentId('11010519491231002' + x, TODAY)).toMatchObject({ value: { number: '11010519491231002X' } })
  })
  it.each([
    ['⾭АВС123', '青ABC123'],
    ['⻘Ａ１２３４５', '青A12345'],
  ])('take the plate %s for %s', (typed, text) => {
    expect(checkPlate(typed)).toMatchObject({ ok: true, value: { text } })
  })
})

describe('plate', () => {
  it.each([
    ['京a·12345', 'ordinary', '京A12345'],
    ['京AD12345', 'new-energy-small', '京AD12345'],
    ['京A12345D', 'new-energy-large', '京A12345D'],
    ['粤Z1234港', 'hong-kong', '粤Z1234港'],
    ['京A1234警', 'police', '京A1234警'],
    ['224578使', 'embassy', '224578使'],
    ['京X1234应急', 'emergency', '京X1234应急'],
    ['粤O12345', 'ordinary', '粤O12345'],
    ['沪A1234临', 'temporary', '沪A1234临'],
    ['ha·54321', 'army', 'HA54321'],
    ['WJ 苏 0123B', 'armed-police', 'WJ苏0123B'],
    ['WJ113B456', 'armed-police', 'WJ113B456'],
    ['WJ01警0081', 'armed-police', 'WJ01警0081'],
    ['民航B0321', 'civil-aviation', '民航B0321'],
    ['鲁08 54321', 'tractor', '鲁0854321'],
    ['XR 88', 'hong-kong-or-macao', 'XR88'],
    ['mk-56-78', 'hong-kong-or-macao', 'MK5678'],
    ['浙A123456', 'other', '浙A123456'],
    ['京112345', 'other', '京112345'],
    ['1234 AO', 'other', '1234AO'],
  ])('takes %s as %s', (typed, kind, text) => {
    expect(checkPlate(typed)).toEqual({ ok: true, value: { kind, text } })
  })
  it.each([
    ['', 'empty'],
    ['京I12345', 'character'],
    ['京A1234', 'length'],
    ['京AO1234', 'character'],
    ['no plate', 'character'],
    ['京A12345678', 'length'],
    ['京京京京京京京', 'form'],
  ])('refuses "%s": %s', (typed, fault) => {
    expect(checkPlate(typed)).toEqual({ ok: false, fault })
  })
  it('knows 31 provinces, each once', () => {
    expect(new Set(PROVINCES).size).toBe(31)
  })
  it('shows the dot of the metal', () => {
    expect(formatPlate('京A12345')).toBe('京A·12345')
    expect(formatPlate('使224578')).toBe('使·224578')
    expect(formatPlate('224578使')).toBe('224578使')
    expect(formatPlate('粤O12345')).toBe('粤O·12345')
    expect(formatPlate('VA12345')).toBe('VA12345')
    expect(formatPlate('鲁0854321')).toBe('鲁08·54321')
    expect(formatPlate('民航B0321')).toBe('民航B·0321')
  })
  it.skipIf(!vectors('ga36_plates.json'))('agrees with the shared vectors', () => {
    for (const one of vectors('ga36_plates.json')?.cases ?? [])
      if (one.expect !== 'unsure')
        expect([one.id, one.plate, checkPlate(one.plate ?? '').ok]).toEqual([one.id, one.plate, one.expect === 'valid'])
  })
})

describe('other documents', () => {
  const residence = '83000019900101001'
  const permanent = '91110019900101001'
  it.each([
    ['passport', 'E12345678'],
    ['passport', 'ej 1234567'],
    ['hk-macao-permit', 'H12345678'],
    ['hk-macao-permit', 'M1234567801'],
    ['hk-macao-taiwan-residence', residence + checkCharacter(residence)],
    ['taiwan-permit', '12345678'],
    ['taiwan-permit', '0123456789B'],
    ['permanent-residence', 'USA123456789012'],
    ['permanent-residence', permanent + checkCharacter(permanent)],
  ] as const)('takes %s %s', (kind, number) => {
    expect(checkDocument(kind, number, TODAY).ok).toBe(true)
  })
  it.each([
    ['passport', 'E123', 'length'],
    ['passport', 'E1234567中', 'character'],
    ['hk-macao-permit', 'X12345678', 'form'],
    ['hk-macao-taiwan-residence', '11010519491231002X', 'form'],
    ['resident-id', residence + checkCharacter(residence), 'form'],
    ['taiwan-permit', '123456789', 'length'],
    ['taiwan-permit', '1234567', 'length'],
    ['permanent-residence', 'US1234567890123', 'form'],
    ['permanent-residence', permanent + (checkCharacter(permanent) === '0' ? '1' : '0'), 'check'],
  ] as const)('refuses %s %s: %s', (kind, number, fault) => {
    expect(checkDocument(kind, number, TODAY)).toEqual({ ok: false, fault })
  })
  it('keeps of a permit what stays for life', () => {
    const checked = checkDocument('hk-macao-permit', 'h12345678(01)', TODAY)
    expect(checked.ok && checked.value.number).toBe('H12345678')
  })
  it('groups numbers for the eye', () => {
    expect(groupDocument('11010519491231002X')).toBe('110105 19491231 002X')
    expect(groupDocument('E12345678')).toBe('E123 4567 8')
  })
})

describe('the language of a visitor', () => {
  it('is asked where the name decides, and Chinese elsewhere', () => {
    for (const kind of DOCUMENT_KINDS) {
      const foreign = kind === 'passport' || kind === 'permanent-residence'
      expect(mayNeedEnglish(kind)).toBe(foreign)
      expect(usualLanguage(kind, 'Anna Schmidt')).toBe(foreign ? 'en' : 'zh')
      expect(usualLanguage(kind, '张小三')).toBe('zh')
      expect(usualLanguage(kind, '')).toBe('zh')
    }
  })
})

describe('numbers that a spreadsheet has shortened', () => {
  it.each(['1.38E10', '1.38E+10', '１．３８ｅ＋１０', '手机：1.38E10', '1E+10', '1.3800138E+10'])(
    'asks for %s',
    (typed) => {
      expect(checkMobile(typed)).toEqual({ ok: false, fault: 'scientific' })
      expect(checkDocument('passport', typed.replace(/^.*：/, ''), TODAY)).toEqual({ ok: false, fault: 'scientific' })
    },
  )
  it('takes one with all its digits', () => {
    expect(checkMobile('1.3800138000E10')).toEqual({ ok: true, value: '13800138000' })
    expect(checkDocument('passport', '51E234567', TODAY)).toMatchObject({ value: { number: '51E234567' } })
  })
})

describe('plates of earlier series', () => {
  it.each(['空A12345', '海b12345', '沈A12345', '北A12345', '广A12345'])('knows %s', (typed) => {
    expect(checkPlate(typed)).toMatchObject({ value: { kind: 'army' } })
  })
  it.each(['甲A12345', '空A1234B'])('takes %s to be compared', (typed) => {
    expect(checkPlate(typed)).toMatchObject({ value: { kind: 'other' } })
  })
  it.each(['空1A2345', '东A1234', '东门12345'])('refuses %s', (typed) => {
    expect(checkPlate(typed).ok).toBe(false)
  })
  it('has its dot', () => {
    expect(formatPlate('空A12345')).toBe('空A·12345')
    expect(formatPlate('VA12345')).toBe('VA12345')
  })
})
