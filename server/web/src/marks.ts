/* The three marks of texts that administrators write (server/records/page_text.h): paragraphs, "- " lists, **strong**.
 * The result is data; a template shows it as text, so nothing in it can be markup. */
export interface Words {
  text: string
  strong: boolean
}
export interface Block {
  list: boolean
  lines: Words[][]
}

const wordsOf = (line: string): Words[] =>
  line
    .split('**')
    .map((text, i) => ({ text, strong: i % 2 === 1 }))
    .filter((one) => one.text !== '')

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const list = line.startsWith('- ')
    const last = blocks[blocks.length - 1]
    const words = wordsOf(list ? line.slice(2) : line)
    if (list && last?.list) last.lines.push(words)
    else blocks.push({ list, lines: [words] })
  }
  return blocks
}
