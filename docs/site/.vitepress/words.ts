/* Cuts a text into the words that the search knows: those of Latin scripts as they are, Chinese by pairs of characters,
 * since no blank tells where its words end. */
export function words(text: string): string[] {
  const found: string[] = []
  for (const piece of text.split(/[\n\r\p{Z}\p{P}]+/u)) {
    for (const run of piece.split(/([\p{Script=Han}]+)/u)) {
      if (!run) continue
      if (!/^\p{Script=Han}/u.test(run) || run.length < 2) found.push(run)
      else for (let i = 0; i + 1 < run.length; i++) found.push(run.slice(i, i + 2))
    }
  }
  return found
}
