/* Finishes what VitePress built.
 *
 *   node finish.mjs BUILT                  so that it fits the server's content security policy, with compressed copies
 *   node finish.mjs BUILT --file FOLDER    a copy whose pages open from a disk: relative links, no scripts
 *
 * The policy allows neither scripts and styles in the pages nor data: addresses. VitePress has a script that tells a Mac
 * from other machines, which goes; style attributes, which the theme sets again when it is needed; and icons as data:
 * addresses in its style sheet, which become files. Exit code: 0 done, 1 something is left that the policy forbids. */
import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, posix, relative, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const BASE = '/help/'
const SMALLEST = 1024 // bytes: less is not worth a compressed copy
const MAC = /<script id="check-mac-os">[^<]*<\/script>/g
const STYLE = /(<[a-z][^<>]*?) style="[^"]*"/g

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => relative(folder, join(one.parentPath ?? one.path, one.name)))
    .sort()

/* Data: addresses of a style sheet become files beside it. */
function unpackIcons(folder, name) {
  const css = readFileSync(join(folder, name), 'utf8')
  const changed = css.replace(/url\((["']?)data:image\/svg\+xml[;,](?:utf-?8,|charset=utf-?8,)?(.*?)\1\)/gi, (_whole, quote, data) => {
    const svg = quote ? decodeURIComponent(data.replace(/%(?![0-9a-f]{2})/gi, '%25')) : decodeURIComponent(data)
    const file = `icon.${createHash('sha256').update(svg).digest('hex').slice(0, 10)}.svg`
    writeFileSync(join(folder, 'assets', file), svg)
    return `url(${file})`
  })
  writeFileSync(join(folder, name), changed)
  return changed.includes('data:') ? [`${name}: a data: address is left`] : []
}

function clean(folder, name) {
  const html = readFileSync(join(folder, name), 'utf8').replace(MAC, '').replace(STYLE, '$1')
  writeFileSync(join(folder, name), html)
  const left = []
  if (/<script(?![^>]*\bsrc=)[^>]*>/.test(html)) left.push(`${name}: a script in the page`)
  if (/<style|\sstyle="|\son[a-z]+="/.test(html)) left.push(`${name}: a style or a handler in the page`)
  if (/(?:src|href)="https?:[^"]*\.(?:js|css|woff2?|png|svg)"/.test(html)) left.push(`${name}: a file of another server`)
  return left
}

function compress(folder, name) {
  const text = readFileSync(join(folder, name))
  if (text.length < SMALLEST) return
  writeFileSync(join(folder, `${name}.gz`), gzipSync(text, { level: 9 }))
  writeFileSync(
    join(folder, `${name}.br`),
    brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  )
}

/* The server reads three levels of folders. */
const tooDeep = (name) => (name.split('/').length > 3 ? [`${name}: deeper than the server reads`] : [])

function finish(folder) {
  const left = []
  for (const name of filesIn(folder)) {
    if (/\.(gz|br)$/.test(name) || name === 'hashmap.json') rmSync(join(folder, name))
    else if (name.endsWith('.css')) left.push(...unpackIcons(folder, name))
    else if (name.endsWith('.html')) left.push(...clean(folder, name))
  }
  for (const name of filesIn(folder)) {
    left.push(...tooDeep(name))
    if (/\.(html|css|js|svg|json)$/.test(name)) compress(folder, name)
  }
  return left
}

/* Without scripts, since browsers load no modules from a disk; so without search. */
function forDisk(folder, to) {
  rmSync(to, { recursive: true, force: true })
  cpSync(folder, to, { recursive: true, filter: (path) => !/\.(js|gz|br)$/.test(path) })
  for (const name of filesIn(to).filter((one) => one.endsWith('.html'))) {
    const up = posix.relative(posix.dirname(name), '') || '.'
    const html = readFileSync(join(to, name), 'utf8')
      .replace(/<script\b[^>]*><\/script>/g, '')
      .replace(/<link\b[^>]*rel="(?:modulepreload|preload)"[^>]*>/g, '')
      .replaceAll(/(href|src)="\/help\/([^"]*)"/g, (_whole, kind, path) => `${kind}="${up}/${path || 'index.html'}"`)
    writeFileSync(join(to, name), html)
  }
}

const [folder, option, to] = process.argv.slice(2)
if (option === '--file') forDisk(resolve(folder), resolve(to))
else {
  const left = finish(resolve(folder))
  for (const one of left) console.error(one)
  const sizes = filesIn(resolve(folder)).map((name) => readFileSync(join(folder, name)).length)
  console.log(`help: ${sizes.length} files, ${(sizes.reduce((sum, one) => sum + one, 0) / 1e6).toFixed(1)} MB (${BASE})`)
  process.exitCode = left.length > 0 ? 1 : 0
}
