import { assertPluginContract } from '@preau/testing'
import __ident__ from '../plugin.ts'

assertPluginContract(__ident__)
