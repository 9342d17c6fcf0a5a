/* Makes small copies of pictures for the help (packaging/build-help), as WebP, by the browser that the tests have:
 *
 *   node tests/shrink.mjs WIDTH FROM.png TO.webp [FROM.png TO.webp ...]
 *
 * WIDTH: of the widest copy, in pixels; narrower pictures keep theirs. Exit code: 0 done, 1 a picture can't be read. */
import { readFileSync, writeFileSync } from 'node:fs'
import { launch } from './browser.mjs'

const QUALITY = 0.9
const [width, ...names] = process.argv.slice(2)
const browser = await launch()
const page = await browser.newPage()

for (let i = 0; i + 1 < names.length; i += 2) {
  const made = await page.evaluate(
    async ({ data, most, quality }) => {
      const picture = new Image()
      picture.src = `data:image/png;base64,${data}`
      await picture.decode()
      const scale = Math.min(1, most / picture.naturalWidth)
      const canvas = document.createElement('canvas')
      canvas.width = Math.round(picture.naturalWidth * scale)
      canvas.height = Math.round(picture.naturalHeight * scale)
      const context = canvas.getContext('2d')
      context.imageSmoothingQuality = 'high'
      context.drawImage(picture, 0, 0, canvas.width, canvas.height)
      return canvas.toDataURL('image/webp', quality).split(',')[1]
    },
    { data: readFileSync(names[i]).toString('base64'), most: Number(width), quality: QUALITY },
  )
  writeFileSync(names[i + 1], Buffer.from(made, 'base64'))
}
await browser.close()
