import { assertPluginContract } from '@preau/testing'
import hello from '../plugin.ts'

assertPluginContract(hello)
