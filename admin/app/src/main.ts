import './styles/main.css'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import App from './App.vue'
import { queries } from './api.ts'
import { i18n, preferredLocale, speak } from './i18n.ts'
import { icons } from './icons.ts'
import { router } from './router.ts'
import { guardSession } from './session/guard.ts'
import { installTheme } from './theme.ts'

installTheme()
guardSession(router)
await speak(preferredLocale())
createApp(App)
  .use(i18n)
  .use(VueQueryPlugin, { queryClient: queries })
  .use(icons)
  .use(router)
  .mount('#app')
