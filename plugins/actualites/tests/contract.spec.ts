import { assertPluginContract } from '@preau/testing'
import actualites from '../plugin.ts'

assertPluginContract(actualites)
