/** Milliseconds of CPU that this process has used: how busy the machine is otherwise makes no difference. */
export const cpuTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
