package io.trainwatt.agent.discovery;

import io.trainwatt.agent.procfs.KernelFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Of a process's environment what names a job, from {@code /proc/PID/environ}; nothing else of it
 * is kept. It is what the process was started with.
 */
final class Environment {
  static final Environment EMPTY = new Environment(Map.of());

  private static final int LONGEST = 1_024;
  private static final String[] PREFIXES = {
    "TRAINWATT_", "SLURM", "TORCHELASTIC_RUN_ID", "PBS_JOB", "PBS_QUEUE", "FLUX_JOB_ID"
  };
  private static final String[] NAMES = {
    "RANK",
    "WORLD_SIZE",
    "MASTER_ADDR",
    "KUBERNETES_SERVICE_HOST",
    "HOSTNAME",
    "POD_NAME",
    "POD_NAMESPACE",
    "JOB_COMPLETION_INDEX"
  };

  private final Map<String, String> variables;

  private Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /** Of a process; empty where it may not be read. */
  static Environment read(KernelFile file, String path) {
    try {
      file.read(path);
    } catch (IOException e) {
      return EMPTY;
    }
    Map<String, String> variables = new HashMap<>();
    int start = 0;
    for (int i = 0; i <= file.length(); i++) {
      if (file.at(i) == 0) {
        keep(file, start, i, variables);
        start = i + 1;
      }
    }
    return new Environment(variables);
  }

  private static void keep(KernelFile file, int start, int end, Map<String, String> variables) {
    if (end <= start || end - start > LONGEST || !isWanted(file, start, end)) {
      return;
    }
    String text = file.text(start, end);
    int equals = text.indexOf('=');
    if (equals > 0 && equals < text.length() - 1) {
      variables.put(text.substring(0, equals), text.substring(equals + 1));
    }
  }

  private static boolean isWanted(KernelFile file, int start, int end) {
    for (String prefix : PREFIXES) {
      if (begins(file, start, end, prefix)) {
        return true;
      }
    }
    for (String name : NAMES) {
      if (begins(file, start, end, name) && file.at(start + name.length()) == '=') {
        return true;
      }
    }
    return false;
  }

  private static boolean begins(KernelFile file, int start, int end, String text) {
    if (end - start < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (file.at(start + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  boolean has(String name) {
    return variables.containsKey(name);
  }
}
