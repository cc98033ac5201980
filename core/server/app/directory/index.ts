export { importFeed, type ImportOptions } from './aaf/import_feed.ts'
export type { Counts, ImportReport, ReportLine, SchoolReport } from './aaf/report.ts'
