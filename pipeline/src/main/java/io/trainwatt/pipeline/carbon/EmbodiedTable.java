package io.trainwatt.pipeline.carbon;

import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.EmbodiedHardware;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.sample.Component;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What making hardware emitted where nobody configured it: published figures of accelerators by
 * their model, and Cloud Carbon Footprint's parts for the host. Pure.
 */
final class EmbodiedTable {
  /** Cloud Carbon Footprint's and the SCI example's: 4 years of 365.25 days. */
  static final long LIFETIME_SECONDS = 126_230_400;

  // Cloud Carbon Footprint: a server with one CPU, each CPU more, a gigabyte of DRAM.
  private static final long SERVER_KILOGRAMS = 1_000;
  private static final long CPU_KILOGRAMS = 100;
  private static final long DRAM_GRAMS_PER_GIGABYTE = 1_390;
  private static final long GIGABYTE = 1_000_000_000;

  private record Model(String word, long grams, String source) {}

  // The first whose word is in the model's name.
  private static final List<Model> ACCELERATORS =
      List.of(
          new Model("b200", 284_000, "B200 284 kg (NVIDIA PCF 2025)"),
          new Model("h100", 164_000, "H100 164 kg (NVIDIA PCF 2025)"),
          new Model("h200", 164_000, "H200 as H100, 164 kg (NVIDIA PCF 2025)"),
          new Model("a100-pcie", 181_000, "A100 PCIe 181 kg (Hubblo/ADEME 2026)"),
          new Model("a100", 127_600, "A100 127.6 kg (Falk et al. 2025)"));
  private static final Model OTHER =
      new Model("", 150_000, "accelerator 150 kg (Cloud Carbon Footprint)");

  private EmbodiedTable() {}

  static Embodied of(NodeFacts facts) {
    Optional<EmbodiedHardware> said = facts.embodied();
    if (said.isPresent()) {
      return new Embodied(
          said.get().milligrams(), said.get().lifetimeSeconds(), "configured", false);
    }
    int sockets = Math.max(1, facts.hardware().sockets());
    long dram = facts.hardware().memoryBytes() / GIGABYTE * DRAM_GRAMS_PER_GIGABYTE;
    long grams = (SERVER_KILOGRAMS + (sockets - 1) * CPU_KILOGRAMS) * 1_000 + dram;
    Map<String, Integer> parts = new TreeMap<>();
    for (DeviceFacts device : facts.devices()) {
      if (isAccelerator(device.component())) {
        Model model = model(device.model());
        grams += model.grams();
        parts.merge(model.source(), 1, Integer::sum);
      }
    }
    String host = "host of %d CPUs (Cloud Carbon Footprint)".formatted(sockets);
    String accelerators =
        parts.entrySet().stream()
            .map(part -> " + %d x %s".formatted(part.getValue(), part.getKey()))
            .collect(Collectors.joining());
    return new Embodied(grams * 1_000, LIFETIME_SECONDS, host + accelerators, true);
  }

  private static Model model(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace(' ', '-');
    return ACCELERATORS.stream()
        .filter(model -> plain.contains(model.word()))
        .findFirst()
        .orElse(OTHER);
  }

  private static boolean isAccelerator(Component component) {
    return switch (component) {
      case GPU, TPU, ACCELERATOR -> true;
      case CPU, MEMORY, NODE, REST, OTHER -> false;
    };
  }
}
