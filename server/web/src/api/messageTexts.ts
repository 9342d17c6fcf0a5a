/* The texts of messages that administrators write. */
import { get, post, put } from './client'
import type { MessageText } from './types'

type Where = Pick<MessageText, 'kind' | 'form' | 'language'>
const PATH = '/api/message-texts/{kind}/{form}/{language}'
const at = ({ kind, form, language }: Where): Where => ({ kind, form, language })

export const messageTexts = () => get('/api/message-texts', {})
export const messageTextVersions = (of: Where) => get(PATH, at(of))
export const saveMessageText = (of: Where, text: string, version: number) => put(PATH, at(of), { text, version })
export const previewMessageText = (of: Where, text: string) => post(`${PATH}/preview`, at(of), { text })
export const testMessageText = (of: Where, text: string, to: string) => post(`${PATH}/test`, at(of), { text, to })
