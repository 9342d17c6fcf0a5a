/* Element Plus draws the head and the body of a table as two tables, so that no cell has a header. The whole becomes one
 * table for screen readers: explicit roles, since the inner tables lose theirs. For paper, each column gets its part of
 * the width (print.css). */
const ROLES: Array<[selector: string, role: string]> = [
  ['table', 'presentation'],
  ['thead, tbody', 'rowgroup'],
  ['tr', 'row'],
  ['th', 'columnheader'],
  ['td', 'cell'],
]

function label(table: Element): void {
  table.setAttribute('role', 'table')
  for (const [selector, role] of ROLES)
    for (const one of table.querySelectorAll(selector))
      if (one.getAttribute('role') !== role) one.setAttribute('role', role)
  for (const group of table.querySelectorAll('colgroup')) {
    const columns = [...group.querySelectorAll('col')]
    const whole = columns.reduce((sum, one) => sum + Number(one.getAttribute('width') ?? 0), 0)
    for (const one of columns)
      one.style.setProperty('--part', `${((100 * Number(one.getAttribute('width') ?? 0)) / whole).toFixed(2)}%`)
  }
}

export function labelTables(page: Document): void {
  new MutationObserver(() => {
    page.querySelectorAll('.el-table').forEach(label)
  }).observe(page.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['width'] })
}
