/* VitePress' own theme without its fonts, with our colours and the pages that are printed. */
import DefaultTheme from 'vitepress/theme-without-fonts'
import './style.css'

export default DefaultTheme
