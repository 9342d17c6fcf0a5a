/* Lists from CSV files and pasted cells. */
import { post } from './client'
import type { SheetImport } from './types'

/* Sends a list: without apply the server only says how it would take it. */
export type SendSheet = (text: string, apply: boolean) => Promise<SheetImport>

export const importBarred: SendSheet = (text, apply) => post('/api/barred/import', {}, { text, apply })

export const importUnits: SendSheet = (text, apply) => post('/api/admin/units/import', {}, { text, apply })
export const importAccounts: SendSheet = (text, apply) => post('/api/accounts/import', {}, { text, apply })
export const importDays =
  (campus: number): SendSheet =>
  (text, apply) =>
    post('/api/admin/campuses/{id}/days/import', { id: campus }, { text, apply })

/* Returns the text of a file. Spreadsheets on Chinese Windows write CSV in GBK. */
export async function textOfFile(file: File): Promise<string> {
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
