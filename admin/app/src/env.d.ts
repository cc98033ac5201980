/// <reference types="vite/client" />

declare module 'virtual:preau-plugins' {
  export const plugins: Record<
    string,
    (() => Promise<{ default: import('./portal/plugin_ui.ts').PluginUi }>) | undefined
  >
}

declare module 'virtual:nuxt-ui-icons' {
  export function init(add: (name: string, data: unknown) => void): void
}
