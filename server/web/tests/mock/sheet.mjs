/* How the server answers an imported list: every cell of the columns, and a fault in lines that have a question mark. */
const TITLES = {
  document_kind: '证件类型',
  document_number: '证件号码',
  plate: '车牌号',
  label: '姓名',
  reason: '原因',
  until: '有效期至',
  campus: '校区',
  date: '日期',
  kind: '班或休',
  open: '开放',
  note: '备注',
  repeats: '重复',
}

/* more(row): members of a stored row. */
export function sheetOf({ text, apply }, names, more = () => ({})) {
  const [, ...lines] = text.split('\n').filter((one) => one.trim())
  const rows = lines.map((line, i) => {
    const cells = line.split(',')
    const faulty = line.includes('?')
    const outcome = faulty ? 'faulty' : i % 3 === 2 ? 'changed' : 'new'
    return {
      line: i + 2,
      cells: names.map((_, at) => cells[at] ?? ''),
      outcome,
      errors: faulty ? [{ path: names[0], code: 'unknown', message: '没有这一项。' }] : [],
      ...(apply && !faulty ? more(outcome) : {}),
    }
  })
  const faulty = rows.filter((one) => one.outcome === 'faulty').length
  return {
    columns: names.map((name) => ({ name, title: TITLES[name] ?? name })),
    rows,
    stored: rows.length - faulty,
    faulty,
    truncated: false,
    applied: apply === true,
  }
}
