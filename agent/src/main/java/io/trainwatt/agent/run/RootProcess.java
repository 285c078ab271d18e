package io.trainwatt.agent.run;

/**
 * A process beyond doubt: its id alone may be used again.
 *
 * @param startTicks field 22 of {@code /proc/PID/stat}; 0 when the process was not seen
 * @param boot Linux boot id
 */
public record RootProcess(long pid, long startTicks, String boot) {}
