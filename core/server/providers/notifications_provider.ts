import { registerNotificationJobs } from '#app/notifications/jobs'

/** Makes the core's work of telling people known to every process. */
export default class NotificationsProvider {
  async boot() {
    registerNotificationJobs()
  }
}
