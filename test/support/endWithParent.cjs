// Loaded into the VS Code server before its own code. Its process group must not outlive whoever started it, however
// that one ended: the channel between the two closes even when the starter was killed. The server hands its options down
// to the processes that it forks, whose channels are none of this one's business.
if (process.channel && process.argv[1].endsWith('server-main.js')) {
  process.once('disconnect', () => process.kill(0, 'SIGKILL'));
  process.channel.unref();
}
