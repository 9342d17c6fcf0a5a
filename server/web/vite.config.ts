import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver, VantResolver } from 'unplugin-vue-components/resolvers'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/* Vant has its icon font as a data: address, and a second one on another server. The content security policy allows
 * neither, so the font becomes a file of the build. */
function ownIconFont(): Plugin {
  const folder = resolve(import.meta.dirname, 'node_modules/.cache/gatehouse')
  return {
    name: 'own-icon-font',
    enforce: 'pre',
    transform(code, id) {
      const path = id.split('?')[0] ?? id
      if (!path.endsWith('vant/es/icon/index.css')) return null
      const found =
        /src:url\(data:font\/woff2;charset=utf-8;base64,([^)]+)\) format\("woff2"\),url\([^)]+\) format\("woff"\)/.exec(
          code,
        )
      if (!found?.[1]) this.error('the icon font of Vant is not where it was')
      mkdirSync(folder, { recursive: true })
      writeFileSync(resolve(folder, 'icons.woff2'), Buffer.from(found[1], 'base64'))
      const address = relative(dirname(path), resolve(folder, 'icons.woff2'))
      return { code: code.replace(found[0], `src:url(${address}) format("woff2")`), map: null }
    },
  }
}

/* Text is sent compressed: copies beside each file, made once. */
function compressedCopies(): Plugin {
  const smallest = 1024
  return {
    name: 'compressed-copies',
    apply: 'build',
    writeBundle(options, bundle) {
      for (const name of Object.keys(bundle)) {
        if (!/\.(js|css|html|svg|json|webmanifest)$/.test(name)) continue
        const path = resolve(options.dir ?? 'dist', name)
        const text = readFileSync(path)
        if (text.length < smallest) continue
        writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
        writeFileSync(`${path}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
      }
    },
  }
}

export default defineConfig({
  base: '/app/',
  plugins: [
    ownIconFont(),
    vue(),
    compressedCopies(),
    Components({
      dirs: [],
      dts: false,
      resolvers: [VantResolver(), ElementPlusResolver({ importStyle: 'css' })],
    }),
  ],
  // The message compiler without eval is enough.
  define: {
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __VUE_PROD_DEVTOOLS__: false,
  },
  build: {
    // Web views of WeChat and WeCom on phones of 2019.
    target: 'chrome78',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8089', '/p': 'http://127.0.0.1:8089' } },
  // The mock's answers are compared with openapi.json one by one: slow on a busy machine.
  test: { include: ['tests/**/*.test.{ts,mjs}'], testTimeout: 120_000 },
})
