/** Something a person can mend; shown as one line. */
export class UsageError extends Error {}
