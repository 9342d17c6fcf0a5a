/* Counts what a person touches on a phone. A field that the page has focused itself needs no touch. Some phones show no
 * keyboard for such a field: `most` counts a touch for every field, too. */
export function toucher(page) {
  const count = { touches: 0, most: 0, fields: 0 }
  return {
    count,
    async tap(target) {
      count.touches++
      count.most++
      await target.tap()
    },
    /* Typing is no touch. */
    async type(target, text) {
      await target.waitFor()
      await page.waitForTimeout(50) // the focus moves after the page has changed
      if (!(await target.evaluate((one) => one === document.activeElement))) {
        count.touches++
        await target.tap()
      }
      count.most++
      count.fields++
      await page.keyboard.type(text)
    },
  }
}
