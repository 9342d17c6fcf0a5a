/* Prints the dialogue that is open, without the page behind it. What has the class no-paper stays on the screen. */
export function printSheet(): void {
  const { classList } = document.documentElement
  window.addEventListener('afterprint', () => classList.remove('prints-sheet'), { once: true })
  classList.add('prints-sheet')
  window.print()
}
