package io.trainwatt.agent.sensor.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What processor /proc/cpuinfo describes: its first one stands for all.
 *
 * @param vendor {@code vendor_id}; {@link #ARM} where there is an implementer instead; else empty
 * @param name {@code model name}, or words where there is none
 * @param family 0 where not given
 * @param modelNumber 0 where not given
 * @param stepping 0 where not given
 */
record CpuInfo(String vendor, String name, int family, int modelNumber, int stepping) {
  static final String ARM = "ARM";

  static CpuInfo under(Path procRoot) throws IOException {
    String text =
        new String(Files.readAllBytes(procRoot.resolve("cpuinfo")), StandardCharsets.UTF_8);
    Map<String, String> first = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      if (line.isBlank() && !first.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        first.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    String vendor =
        first.getOrDefault("vendor_id", first.containsKey("CPU implementer") ? ARM : "");
    return new CpuInfo(
        vendor,
        first.getOrDefault("model name", vendor.isEmpty() ? "unknown processor" : vendor),
        number(first.get("cpu family")),
        number(first.get("model")),
        number(first.get("stepping")));
  }

  private static int number(@org.jspecify.annotations.Nullable String text) {
    if (text == null) {
      return 0;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
