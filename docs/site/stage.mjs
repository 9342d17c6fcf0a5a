/* Puts together what VitePress builds the site from, in a folder of its own:
 *
 *   docs/help/zh/NAME.md, docs/help/en/NAME.md   -> zh/NAME.md, en/NAME.md
 *   docs/NAME.md, CONTRIBUTING.md, ...           -> en/docs/NAME.md, and a pointer in zh/docs/NAME.md
 *   pictures that pages name                     -> pictures/LANGUAGE/NAME.webp
 *
 *   node stage.mjs FOLDER [--pictures FOLDER]
 *   node stage.mjs --list                        names the pictures, "screen green zh" a line
 *
 * A page of docs/help names a picture as ![text](screen:green) (the booth's) or ![text](page:review) (the server's pages
 * on a phone). Exit code: 0 done, 1 a picture or the target of a link is missing, 2 usage. */
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative, resolve } from 'node:path'

const TOP = resolve(import.meta.dirname, '../..')
const LANGUAGES = ['zh', 'en']
const PICTURE = /!\[([^\]]*)\]\((screen|page):([a-z0-9-]+)\)/g
const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)/g

const markdownIn = (folder) => readdirSync(join(TOP, folder)).filter((name) => name.endsWith('.md'))
const read = (path) => readFileSync(join(TOP, path), 'utf8')

/* Where a page of the repository stands in the site. */
function placeOf(path) {
  const help = /^docs\/help\/(.+)$/.exec(path)
  if (help) return help[1]
  const doc = /^docs\/([^/]+)$/.exec(path)
  if (doc) return `en/docs/${doc[1]}`
  return `en/docs/${path.replace(/\/README\.md$/, '.md').replaceAll('/', '-').toLowerCase()}`
}

/* Text outside code, piece by piece: links and pictures in code stay as they are. */
function outsideCode(text, change) {
  return text
    .split(/(^```[\s\S]*?^```|`[^`\n]+`)/m)
    .map((piece, index) => (index % 2 ? piece : change(piece)))
    .join('')
}

/* Every page by its path in the repository: those of docs, and those that they link to. */
function collect() {
  const waiting = [
    'docs/help/index.md',
    ...LANGUAGES.flatMap((language) => markdownIn(`docs/help/${language}`).map((name) => `docs/help/${language}/${name}`)),
    ...markdownIn('docs').map((name) => `docs/${name}`),
    'CONTRIBUTING.md',
    'SECURITY.md',
  ]
  const pages = new Map()
  while (waiting.length > 0) {
    const path = waiting.pop()
    if (pages.has(path)) continue
    if (!existsSync(join(TOP, path))) {
      console.error(`${path}: a page links to it, and it is not there`)
      process.exit(1)
    }
    const text = read(path)
    pages.set(path, text)
    outsideCode(text, (piece) => {
      for (const [, , , target] of piece.matchAll(LINK)) {
        const to = target.split('#')[0]
        if (/^[a-z]+:/.test(target) || !to.endsWith('.md')) continue
        waiting.push(posix.normalize(posix.join(posix.dirname(path), to)))
      }
      return piece
    })
  }
  return pages
}

/* Links to pages lead to their places; a link to another file of the repository becomes its text. */
function relink(path, text, pages) {
  const place = placeOf(path)
  return outsideCode(text, (piece) =>
    piece.replace(LINK, (whole, mark, words, target) => {
      if (mark || /^[a-z]+:/.test(target) || target.startsWith('#') || target.startsWith('/')) return whole
      const [to, anchor] = target.split('#')
      const file = posix.normalize(posix.join(posix.dirname(path), to))
      if (!pages.has(file)) return words
      const way = posix.relative(posix.dirname(place), placeOf(file))
      return `[${words}](${way.startsWith('.') ? way : `./${way}`}${anchor ? `#${anchor}` : ''})`
    }),
  )
}

const picturesOf = (path, text) => {
  const language = /^docs\/help\/(zh|en)\//.exec(path)?.[1]
  return language ? [...text.matchAll(PICTURE)].map(([, , kind, name]) => ({ kind, name, language })) : []
}

function place(path, text, folder) {
  const language = /^docs\/help\/(zh|en)\//.exec(path)?.[1]
  const depth = relative(dirname(placeOf(path)), '') || '.'
  const shown = text.replace(
    PICTURE,
    (_whole, words, kind, name) => `![${words}](${depth}/pictures/${language}/${kind}-${name}.webp){.${kind}}`,
  )
  // Nothing in these pages is a template of Vue.
  const header = path.startsWith('docs/help/') ? '' : '::::: v-pre\n'
  const footer = path.startsWith('docs/help/') ? '' : '\n:::::\n'
  const to = join(folder, placeOf(path))
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, header + shown + footer)
}

/* The reference is in English alone. Its Chinese address, to which the choice of language leads, says so. */
function placeStub(path, text, folder) {
  const place = placeOf(path)
  const title = /^# (.+)$/m.exec(text)?.[1] ?? place
  const to = join(folder, place.replace(/^en/, 'zh'))
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, `---\nsearch: false\n---\n\n# ${title}\n\n这一页只有英文：[${title}](../../${place})\n`)
}

function stage(folder, source, pages) {
  const missing = []
  cpSync(join(import.meta.dirname, 'public'), join(folder, 'public'), { recursive: true })
  copyFileSync(join(TOP, 'server/web/src/assets/icon.svg'), join(folder, 'public/icon.svg'))
  mkdirSync(folder, { recursive: true })
  // The pages become components there, which look for Vue beside themselves.
  symlinkSync(join(import.meta.dirname, 'node_modules'), join(folder, 'node_modules'))
  for (const [path, text] of pages) {
    place(path, relink(path, text, pages), folder)
    if (placeOf(path).startsWith('en/docs/')) placeStub(path, text, folder)
    for (const { kind, name, language } of picturesOf(path, text)) {
      const file = `${language}/${kind}-${name}.webp`
      if (!existsSync(join(source, file))) missing.push(`${path}: the picture ${file} is not in ${source}`)
      else {
        mkdirSync(join(folder, 'pictures', language), { recursive: true })
        copyFileSync(join(source, file), join(folder, 'pictures', file))
      }
    }
  }
  for (const one of missing) console.error(one)
  return missing.length > 0 ? 1 : 0
}

const [first, option, value] = process.argv.slice(2)
const pages = collect()
if (first === '--list') {
  const lines = [...pages].flatMap(([path, text]) => picturesOf(path, text))
  const names = new Set(lines.map(({ kind, name, language }) => `${kind} ${name} ${language}`))
  process.stdout.write([...names].sort().map((one) => `${one}\n`).join(''))
} else if (first && !first.startsWith('-') && (!option || (option === '--pictures' && value))) {
  process.exitCode = stage(resolve(first), resolve(value ?? join(TOP, 'build/help-pictures')), pages)
} else {
  console.error('usage: node stage.mjs FOLDER [--pictures FOLDER] | --list')
  process.exitCode = 2
}
