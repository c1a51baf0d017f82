/** Runs `work` every `everyMs` real ms until the answer is called; one that is held up is not started a second time. */
export function regularly(
  everyMs: number,
  work: () => Promise<void>,
  onError: (error: Error) => void,
): () => void {
  let running = false;
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    work()
      .catch(onError)
      .finally(() => {
        running = false;
      });
  }, everyMs);
  return () => clearInterval(timer);
}
