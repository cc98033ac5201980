export { importFeed, type ImportOptions } from './aaf/import_feed.ts'
export type { Counts, ImportReport, ReportLine, SchoolReport } from './aaf/report.ts'
export { appointAgent, findAccount, type Appointment, type FoundAccount } from './accounts.ts'
export { printReport } from './aaf/print_report.ts'
