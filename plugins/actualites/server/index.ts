import { defineServer } from '@preau/kit/server'
import actualites from '../plugin.ts'
import { privacy } from './privacy.ts'

const News = () => import('./news/news_controller.ts')

export default defineServer(actualites, {
  routes(router) {
    router.get('/news', { permission: 'actualites.read' }, [News, 'index'])
    router.get('/latest', { permission: 'actualites.read' }, [News, 'latest'])
    router.get('/news/:news', { permission: 'actualites.read' }, [News, 'show'])
    router.get('/audiences', { permission: 'actualites.publish' }, [News, 'audiences'])
    router.get('/quiet', { permission: 'actualites.publish' }, [News, 'quiet'])
    router.post('/news', { permission: 'actualites.publish' }, [News, 'store'])
    router.put('/news/:news', { permission: 'actualites.publish' }, [News, 'update'])
    router.delete('/news/:news', { permission: 'actualites.publish' }, [News, 'destroy'])
  },
  privacy,
})
