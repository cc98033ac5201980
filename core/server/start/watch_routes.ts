import router from '@adonisjs/core/services/router'

const Watch = () => import('#app/watch/watch_controller')

router.get('/health/live', [Watch, 'live'])
router.get('/health/ready', [Watch, 'ready'])
router.get('/metrics', [Watch, 'metrics'])
