/* Names, purposes and remarks are Chinese on an English page. They are marked as such, so that screen readers speak them
 * right. A text in both languages is Chinese unless it has more Latin words than characters. */
function isChinese(text: string): boolean {
  const characters = text.match(/\p{Script=Han}/gu)?.length ?? 0
  return characters > 0 && characters >= (text.match(/[A-Za-z]+/g)?.length ?? 0)
}

function mark(text: Node, english: boolean): void {
  const one = text.parentElement
  if (!one || !text.nodeValue?.trim()) return
  const own = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.nodeValue)
  const chinese = isChinese(own.join(' '))
  if (english && chinese && !one.closest('[lang^=zh]:not(html)')) {
    one.lang = 'zh-CN'
    one.dataset.marked = ''
  } else if (one.dataset.marked !== undefined && !(english && chinese)) {
    one.removeAttribute('lang')
    delete one.dataset.marked
  }
}

function markAll(root: Node, english: boolean): void {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (
    let text: Node | null = root.nodeType === Node.TEXT_NODE ? root : texts.nextNode();
    text;
    text = texts.nextNode()
  )
    mark(text, english)
}

export function markLanguage(page: Document): void {
  const english = (): boolean => page.documentElement.lang === 'en'
  new MutationObserver((changes) => {
    for (const { target, addedNodes, type } of changes) {
      if (type === 'characterData') markAll(target, english())
      for (const node of addedNodes) markAll(node, english())
    }
  }).observe(page.body, { childList: true, subtree: true, characterData: true })
  new MutationObserver(() => markAll(page.body, english())).observe(page.documentElement, { attributeFilter: ['lang'] })
}
