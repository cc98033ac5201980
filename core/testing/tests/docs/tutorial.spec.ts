import { test } from '@japa/runner'
import { blocksOf } from './blocks.ts'
import { Follower } from './follower.ts'

const PAGE = 'docs/plugins/your-first-plugin.md'

test.group('The tutorial, followed word by word', (group) => {
  const author = new Follower()
  const blocks = blocksOf(PAGE)
  group.teardown(() => author.leave())

  for (const section of new Set(blocks.map((block) => block.section)))
    test(section, async () => {
      for (const block of blocks) if (block.section === section) await author.follow(block)
    }).timeout(300_000)
})
