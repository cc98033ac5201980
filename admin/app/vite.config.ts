import { fileURLToPath } from 'node:url'
import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import { defaultClientConditions, defineConfig } from 'vite'
import { fontPreload } from './build/font_preload.ts'
import { iconsIn } from './build/icons.ts'
import { outsidePlugins } from './build/outside_plugins.ts'
import { pluginFolders } from './build/plugin_folders.ts'
import { pluginsModule } from './build/plugins_module.ts'
import { precompress } from './build/precompress.ts'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const plugins = pluginFolders(root)
const api = process.env.PREAU_API ?? 'http://127.0.0.1:3333'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [
    outsidePlugins(plugins, root),
    vue(),
    ui({
      colorMode: false,
      autoImport: false,
      components: false,
      icon: { clientBundle: { icons: iconsIn(root, plugins), sizeLimitKb: 64 } },
      experimental: {
        componentDetection: ['Button', 'Icon', 'Input', 'Textarea', 'Checkbox', 'Switch'],
      },
    }),
    pluginsModule(plugins),
    fontPreload(),
    precompress(),
  ],
  resolve: {
    conditions: ['preau-src', ...defaultClientConditions],
    alias: [{ find: /^vue-i18n$/, replacement: 'vue-i18n/dist/vue-i18n.runtime.esm-bundler.js' }],
    dedupe: ['vue', 'vue-router', 'vue-i18n', '@tanstack/vue-query'],
  },
  define: {
    __VUE_OPTIONS_API__: true,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: true,
  },
  build: {
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 400,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'shared', test: /admin[\\/](ui|client|app)[\\/]src/, minShareCount: 6 }],
        },
      },
    },
  },
  server: { proxy: { '/api': api, '/health': api } },
})
