import { assertPluginContract } from '@preau/testing'
import timetable from '../plugin.ts'

assertPluginContract(timetable)
