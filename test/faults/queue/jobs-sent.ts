/** Whether the table of jobs may hold something that the runner has not seen. */
export const jobsSent = { changed: true };
