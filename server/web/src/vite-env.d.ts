/// <reference types="vite/client" />

// For tools that do not compile .vue files themselves (the linter).
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent
  export default component
}
