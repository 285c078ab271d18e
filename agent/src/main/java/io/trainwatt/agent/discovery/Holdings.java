package io.trainwatt.agent.discovery;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a process maps ({@code /proc/PID/maps}) and holds open ({@code /proc/PID/fd}), as far as it
 * tells a training. Used by one thread.
 */
final class Holdings {
  private static final int CHUNK = 1 << 16;
  private static final long MOST_BYTES = 8L << 20;
  private static final int LONGEST_NAME = 128;
  private static final int MOST_FILES = 4_096;

  private static final Map<String, String> FRAMEWORKS =
      Map.ofEntries(
          Map.entry("libtorch", "pytorch"),
          Map.entry("libtensorflow", "tensorflow"),
          Map.entry("_pywrap_tensorflow", "tensorflow"),
          Map.entry("libjax_common", "jax"),
          Map.entry("xla_extension", "jax"),
          Map.entry("libpaddle", "paddle"),
          Map.entry("libmxnet", "mxnet"),
          Map.entry("libmindspore", "mindspore"));

  private static final Map<String, String> RUNTIMES =
      Map.ofEntries(
          Map.entry("libcuda.so", "cuda"),
          Map.entry("libnccl", "nccl"),
          Map.entry("libamdhip64", "rocm"),
          Map.entry("librccl", "rccl"),
          Map.entry("libtpu", "tpu"),
          Map.entry("libnrt.so", "neuron"),
          Map.entry("libSynapse", "gaudi"));

  // Not /dev/nvidia0 nor renderD*: whoever draws a desktop or reads a sensor holds those.
  private static final Map<String, String> DEVICES =
      Map.ofEntries(
          Map.entry("/dev/nvidia-uvm", "cuda"),
          Map.entry("/dev/kfd", "rocm"),
          Map.entry("/dev/accel", "accelerator"),
          Map.entry("/dev/neuron", "neuron"),
          Map.entry("/dev/hl", "gaudi"));

  private final Path procRoot;
  private final byte[] chunk = new byte[CHUNK];

  Holdings(Path procRoot) {
    this.procRoot = procRoot;
  }

  Evidence of(long pid) {
    Set<String> frameworks = new TreeSet<>();
    Set<String> accelerators = new TreeSet<>();
    Path process = procRoot.resolve(Long.toString(pid));
    try (InputStream maps = new FileInputStream(process.resolve("maps").toFile())) {
      scan(maps, frameworks, accelerators);
    } catch (IOException e) {
      // Another user's, or gone: what it holds open may still be known.
    }
    if (accelerators.isEmpty()) {
      look(process.resolve("fd").toFile(), accelerators);
    }
    return new Evidence(frameworks, accelerators);
  }

  private void scan(InputStream maps, Set<String> frameworks, Set<String> accelerators)
      throws IOException {
    StringBuilder name = new StringBuilder(LONGEST_NAME);
    String before = "";
    boolean inPath = false;
    long left = MOST_BYTES;
    for (int got = maps.read(chunk); got > 0 && left > 0; got = maps.read(chunk)) {
      left -= got;
      for (int i = 0; i < got; i++) {
        char c = (char) (chunk[i] & 0xff);
        if (c == '\n') {
          if (inPath && !before.contentEquals(name)) {
            before = name.toString();
            note(before, frameworks, accelerators);
          }
          inPath = false;
          name.setLength(0);
        } else if (c == '/') {
          inPath = true;
          name.setLength(0);
        } else if (inPath && name.length() < LONGEST_NAME) {
          name.append(c);
        }
      }
    }
  }

  private static void note(String name, Set<String> frameworks, Set<String> accelerators) {
    of(FRAMEWORKS, name).ifPresent(frameworks::add);
    of(RUNTIMES, name).ifPresent(accelerators::add);
  }

  private static Optional<String> of(Map<String, String> known, String name) {
    for (Map.Entry<String, String> entry : known.entrySet()) {
      if (name.startsWith(entry.getKey())) {
        return Optional.of(entry.getValue());
      }
    }
    return Optional.empty();
  }

  private static void look(File folder, Set<String> accelerators) {
    String[] files = folder.list();
    if (files == null) {
      return;
    }
    for (int i = 0; i < files.length && i < MOST_FILES; i++) {
      try {
        String target = Files.readSymbolicLink(folder.toPath().resolve(files[i])).toString();
        if (target.startsWith("/dev/")) {
          of(DEVICES, target).ifPresent(accelerators::add);
        }
      } catch (IOException e) {
        // Closed meanwhile.
      }
    }
  }
}
