/* Makes small copies of pictures for the help (packaging/build-help), as WebP, by the browser that the tests have:
 *
 *   node tests/shrink.mjs WIDTH HEIGHT FROM.png TO.webp [FROM.png TO.webp ...]
 *
 * WIDTH: of the widest copy, in pixels; narrower pictures keep theirs. HEIGHT: what a copy has below it is cut off: a page
 * is pictured as a phone shows it first. Exit code: 0 done, 1 a picture can't be read. */
import { readFileSync, writeFileSync } from 'node:fs'
import { launch } from './browser.mjs'

const QUALITY = 0.9
const [width, height, ...names] = process.argv.slice(2)
const browser = await launch()
const page = await browser.newPage()

for (let i = 0; i + 1 < names.length; i += 2) {
  const made = await page.evaluate(
    async ({ data, widest, highest, quality }) => {
      const picture = new Image()
      picture.src = `data:image/png;base64,${data}`
      await picture.decode()
      const scale = Math.min(1, widest / picture.naturalWidth)
      const size = [picture.naturalWidth, picture.naturalHeight].map((side) => Math.round(side * scale))
      const canvas = document.createElement('canvas')
      canvas.width = size[0]
      canvas.height = Math.min(size[1], highest)
      const context = canvas.getContext('2d')
      context.imageSmoothingQuality = 'high'
      context.drawImage(picture, 0, 0, ...size)
      return canvas.toDataURL('image/webp', quality).split(',')[1]
    },
    {
      data: readFileSync(names[i]).toString('base64'),
      widest: Number(width),
      highest: Number(height),
      quality: QUALITY,
    },
  )
  writeFileSync(names[i + 1], Buffer.from(made, 'base64'))
}
await browser.close()
