/** Whether the file system refuses something; what else goes wrong is a bug, or the network's doing. */
export function isFileSystemError(error: unknown): error is NodeJS.ErrnoException {
  return (error as NodeJS.ErrnoException).syscall !== undefined;
}

/** For `catch`: undefined for what the file system refuses to give. Throws what else went wrong. */
export function unreadable(error: unknown): undefined {
  if (!isFileSystemError(error)) throw error;
}

/** What `read` gives, or undefined where the file system refuses. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    return unreadable(error);
  }
}
