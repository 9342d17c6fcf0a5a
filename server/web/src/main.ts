import { createApp } from 'vue'
import App from './App.vue'
import { i18n, language, setLanguage } from './i18n'
import { keepFocus } from './keepFocus'
import { markLanguage } from './markLanguage'
import { router } from './router'
import './styles/base.css'
import './styles/libraries.css'
import './styles/print.css'
import { labelTables } from './tableRoles'

const dark = matchMedia('(prefers-color-scheme: dark)')
function followTheme(): void {
  document.documentElement.classList.toggle('dark', dark.matches)
  document.documentElement.classList.toggle('van-theme-dark', dark.matches)
}
dark.addEventListener('change', followTheme)
followTheme()

keepFocus(document)
labelTables(document)
markLanguage(document)
void setLanguage(language(), false).then(() => createApp(App).use(i18n).use(router).mount('#app'))
