/* QR codes (ISO/IEC 18004) of bytes at error correction level M. For codes whose text must not leave the browser; all others
 * the server draws. */

const VERSION_MAX = 22 // 779 bytes
/* Of versions 1 to 22 at level M (ISO/IEC 18004, table 9): codewords of error correction a block, and blocks. */
const CORRECTION = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28]
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17]

type Matrix = boolean[][]

const get = (matrix: Matrix, x: number, y: number): boolean => matrix[y]?.[x] ?? false
function put(matrix: Matrix, x: number, y: number, dark: boolean): void {
  const row = matrix[y]
  if (row) row[x] = dark
}

const sideOf = (version: number): number => version * 4 + 17

/* Centres of the alignment patterns in one direction (annex E). */
function alignment(version: number): number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2
  const centres = [6]
  for (let i = count - 2; i >= 0; i--) centres.push(version * 4 + 10 - i * step)
  return centres
}

/* Codewords of a version in all: its modules without the patterns, by eights. */
function codewords(version: number): number {
  let modules = (16 * version + 128) * version + 64
  if (version >= 2) {
    const n = alignment(version).length
    modules -= (25 * n - 10) * n - 55
    if (version >= 7) modules -= 36
  }
  return Math.floor(modules / 8)
}
const capacity = (version: number): number =>
  codewords(version) - (CORRECTION[version - 1] ?? 0) * (BLOCKS[version - 1] ?? 0)

/* ---- Reed-Solomon over GF(256), polynomial 0x11d ---- */

function times(a: number, b: number): number {
  let z = 0
  for (let i = 7; i >= 0; i--) z = (z << 1) ^ ((z >> 7) * 0x11d) ^ (((b >> i) & 1) * a)
  return z
}

function divisor(degree: number): number[] {
  const out = new Array<number>(degree).fill(0)
  out[degree - 1] = 1
  let root = 1
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) out[j] = times(out[j] ?? 0, root) ^ (out[j + 1] ?? 0)
    root = times(root, 2)
  }
  return out
}

function remainder(data: number[], by: number[]): number[] {
  const out = new Array<number>(by.length).fill(0)
  for (const byte of data) {
    const factor = byte ^ (out.shift() ?? 0)
    out.push(0)
    by.forEach((coefficient, i) => (out[i] = (out[i] ?? 0) ^ times(coefficient, factor)))
  }
  return out
}

/* Splits into blocks, adds error correction, and interleaves (section 7.6). */
function protect(data: number[], version: number): number[] {
  const blocks = BLOCKS[version - 1] ?? 1
  const correction = CORRECTION[version - 1] ?? 0
  const whole = codewords(version)
  const short = blocks - (whole % blocks)
  const length = Math.floor(whole / blocks) - correction
  const by = divisor(correction)
  const parts: { data: number[]; check: number[] }[] = []
  for (let i = 0, at = 0; i < blocks; i++) {
    const part = data.slice(at, at + length + (i < short ? 0 : 1))
    at += part.length
    parts.push({ data: part, check: remainder(part, by) })
  }
  const out: number[] = []
  for (let i = 0; i <= length; i++) for (const part of parts) out.push(...part.data.slice(i, i + 1))
  for (let i = 0; i < correction; i++) for (const part of parts) out.push(part.check[i] ?? 0)
  return out
}

/* Mode, length, bytes and padding (section 7.4). */
function encode(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = []
  const add = (value: number, count: number): void => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1)
  }
  add(4, 4)
  add(bytes.length, version < 10 ? 8 : 16)
  for (const byte of bytes) add(byte, 8)
  add(0, Math.min(4, capacity(version) * 8 - bits.length))
  while (bits.length % 8) bits.push(0)
  const out: number[] = []
  for (let i = 0; i < bits.length; i += 8) out.push(bits.slice(i, i + 8).reduce((sum, bit) => sum * 2 + bit, 0))
  for (let pad = 0xec; out.length < capacity(version); pad ^= 0xec ^ 0x11) out.push(pad)
  return out
}

/* ---- The picture ---- */

interface Canvas {
  dark: Matrix
  fixed: Matrix
}

function pattern(canvas: Canvas, version: number): void {
  const side = sideOf(version)
  const set = (x: number, y: number, dark: boolean): void => {
    if (x < 0 || y < 0 || x >= side || y >= side) return
    put(canvas.dark, x, y, dark)
    put(canvas.fixed, x, y, true)
  }
  const ring = (x: number, y: number, radius: number, light: (distance: number) => boolean): void => {
    for (let dy = -radius; dy <= radius; dy++)
      for (let dx = -radius; dx <= radius; dx++) set(x + dx, y + dy, !light(Math.max(Math.abs(dx), Math.abs(dy))))
  }
  for (let i = 0; i < side; i++) {
    set(6, i, i % 2 === 0)
    set(i, 6, i % 2 === 0)
  }
  const corners: [number, number][] = [
    [3, 3],
    [side - 4, 3],
    [3, side - 4],
  ]
  for (const [x, y] of corners) ring(x, y, 4, (d) => d === 2 || d === 4)
  const centres = alignment(version)
  const last = centres.length - 1
  centres.forEach((x, i) => {
    centres.forEach((y, j) => {
      if (!((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0))) ring(x, y, 2, (d) => d === 1)
    })
  })
  writeFormat(canvas, side, 0)
  if (version < 7) return
  let rest = version
  for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25)
  const bits = (version << 12) | rest
  for (let i = 0; i < 18; i++) {
    const a = side - 11 + (i % 3)
    const b = Math.floor(i / 3)
    set(a, b, ((bits >> i) & 1) === 1)
    set(b, a, ((bits >> i) & 1) === 1)
  }
}

/* Level M has the bits 00, so that the five bits are the mask alone (section 7.9). */
function writeFormat(canvas: Canvas, side: number, mask: number): void {
  let rest = mask
  for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537)
  const bits = ((mask << 10) | rest) ^ 0x5412
  const set = (x: number, y: number, bit: number): void => {
    put(canvas.dark, x, y, ((bits >> bit) & 1) === 1)
    put(canvas.fixed, x, y, true)
  }
  for (let i = 0; i < 15; i++) {
    if (i < 8) {
      set(8, i < 6 ? i : i + 1, i)
      set(side - 1 - i, 8, i)
    } else {
      set(i === 8 ? 7 : 14 - i, 8, i)
      set(8, side - 15 + i, i)
    }
  }
  put(canvas.dark, 8, side - 8, true)
  put(canvas.fixed, 8, side - 8, true)
}

function write(canvas: Canvas, side: number, data: number[]): void {
  let i = 0
  for (let right = side - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    const up = ((right + 1) & 2) === 0
    for (let step = 0; step < side; step++) {
      const y = up ? side - 1 - step : step
      for (const x of [right, right - 1]) {
        if (get(canvas.fixed, x, y) || i >= data.length * 8) continue
        put(canvas.dark, x, y, (((data[i >> 3] ?? 0) >> (7 - (i & 7))) & 1) === 1)
        i++
      }
    }
  }
}

const MASKS: ((x: number, y: number) => number)[] = [
  (x, y) => (x + y) % 2,
  (_, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
]

function masked(canvas: Canvas, side: number, mask: number): Matrix {
  const dark = canvas.dark.map((row, y) =>
    row.map((one, x) => (get(canvas.fixed, x, y) ? one : one !== (MASKS[mask]?.(x, y) === 0))),
  )
  writeFormat({ dark, fixed: canvas.fixed }, side, mask)
  return dark
}

/* How hard a picture is to read (section 7.8.3): runs, blocks, patterns like a corner's, and the share of dark modules. */
function penalty(dark: Matrix): number {
  const side = dark.length
  const columns = dark.map((_, x) => dark.map((row) => row[x] ?? false))
  let sum = 0
  for (const line of [...dark, ...columns]) {
    const text = line.map((one) => (one ? '1' : '0')).join('')
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2
    sum += 40 * ((text.match(/(?=10111010000)/g) ?? []).length + (text.match(/(?=00001011101)/g) ?? []).length)
  }
  for (let y = 1; y < side; y++)
    for (let x = 1; x < side; x++) {
      const one = get(dark, x, y)
      if (one === get(dark, x, y - 1) && one === get(dark, x - 1, y) && one === get(dark, x - 1, y - 1)) sum += 3
    }
  const share = dark.flat().filter(Boolean).length / (side * side)
  return sum + Math.floor(Math.abs(share * 20 - 10)) * 10
}

/* Returns the modules of a text, rows of true for dark; null: it is too long. */
export function qrMatrix(text: string): Matrix | null {
  const bytes = new TextEncoder().encode(text)
  let version = 1
  while (version <= VERSION_MAX && bytes.length + (version < 10 ? 2 : 3) > capacity(version)) version++
  if (version > VERSION_MAX) return null
  const side = sideOf(version)
  const grid = (): Matrix => Array.from({ length: side }, () => new Array<boolean>(side).fill(false))
  const canvas = { dark: grid(), fixed: grid() }
  pattern(canvas, version)
  write(canvas, side, protect(encode(bytes, version), version))
  const pictures = MASKS.map((_, mask) => masked(canvas, side, mask))
  return pictures.reduce((best, one) => (penalty(one) < penalty(best) ? one : best))
}

/* Returns the path of a picture in which a module is one unit, with four units of white around. */
export function qrPath(matrix: Matrix): string {
  return matrix
    .map((row, y) => row.map((dark, x) => (dark ? `M${String(x + 4)} ${String(y + 4)}h1v1h-1z` : '')).join(''))
    .join('')
}
