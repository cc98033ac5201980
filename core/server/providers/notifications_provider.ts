import { closeMailer } from '#app/notifications/mailer'
import { registerNotificationJobs } from '#app/notifications/jobs'

/** Makes the core's work of telling people known to every process, and leaves the mail server at the end. */
export default class NotificationsProvider {
  async boot() {
    registerNotificationJobs()
  }

  async shutdown() {
    await closeMailer()
  }
}
