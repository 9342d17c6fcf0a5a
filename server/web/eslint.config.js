/* What the linter looks for: real faults first (promises that nobody awaits, conditions that never vary, values of
 * unknown type), then what keeps the pages alike. Prettier alone decides on layout. */
import js from '@eslint/js'
import prettier from 'eslint-config-prettier/flat'
import vue from 'eslint-plugin-vue'
import { defineConfig } from 'eslint/config'
import globals from 'globals'
import tseslint from 'typescript-eslint'

const FAULTS = {
    eqeqeq: 'error',
    'no-constant-binary-expression': 'error',
    'no-self-compare': 'error',
    'no-template-curly-in-string': 'error',
    'no-unreachable-loop': 'error',
    'no-unused-vars': ['error', { ignoreRestSiblings: true }],
}
const TYPE_FAULTS = {
    'no-unused-vars': 'off', // the typed rule stands in for it
    '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }], // by code points, as meant
    '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    '@typescript-eslint/switch-exhaustiveness-check': 'error',
    '@typescript-eslint/unbound-method': 'off', // t and te of vue-i18n are declared as methods
}
const VUE_FAULTS = {
    'vue/eqeqeq': 'error',
    'vue/no-constant-condition': 'error',
    'vue/no-duplicate-attr-inheritance': 'error',
    'vue/no-empty-component-block': 'error',
    'vue/no-static-inline-styles': 'error', // the content security policy refuses them
    'vue/no-unused-emit-declarations': 'error',
    'vue/no-unused-properties': 'error',
    'vue/no-unused-refs': 'error',
    'vue/no-use-v-else-with-v-for': 'error',
    'vue/no-v-html': 'error',
    'vue/require-typed-ref': 'error',
    'vue/html-button-has-type': 'error',
    'vue/multi-word-component-names': 'off', // every component is imported by name
}

export default defineConfig(
    { ignores: ['dist/', 'src/api/types.ts'] },
    { linterOptions: { reportUnusedDisableDirectives: 'error' } },
    js.configs.recommended,
    { rules: FAULTS },
    {
        files: ['**/*.{ts,vue}'],
        extends: [tseslint.configs.strictTypeChecked, vue.configs['flat/recommended']],
        languageOptions: {
            globals: globals.browser,
            parserOptions: { parser: tseslint.parser, projectService: true, extraFileExtensions: ['.vue'] },
        },
        rules: { ...TYPE_FAULTS, ...VUE_FAULTS },
    },
    { files: ['**/*.mjs', '*.js'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
    prettier,
)
