package io.trainwatt.agent.sensor.presence;

import java.util.Optional;

/**
 * NVIDIA's data-centre GPUs by their PCI device ids (pci-ids.ucw.cz) and their thermal design power
 * (mlco2/impact gpus.csv; H200 and B200: NVIDIA's data sheets).
 */
enum KnownGpu {
  T4("Tesla T4", 70, 0x1eb8),
  V100_SXM("Tesla V100 SXM2", 300, 0x1db1, 0x1db5),
  A100_SXM("A100 SXM4", 400, 0x20b0, 0x20b2),
  A100_PCIE_40("A100 PCIe 40GB", 250, 0x20b1, 0x20f1),
  A100_PCIE_80("A100 PCIe 80GB", 300, 0x20b5),
  L4("L4", 72, 0x27b8),
  L40S("L40S", 350, 0x26b9),
  H100_SXM("H100 SXM5", 700, 0x2330),
  H100_NVL("H100 NVL", 400, 0x2321),
  H200_SXM("H200 SXM", 700, 0x2335),
  B200("B200", 1_000, 0x2901);

  private final String label;
  private final int tdpWatts;

  @SuppressWarnings("ImmutableEnumChecker") // Never written after construction, never handed out.
  private final int[] pciDevices;

  KnownGpu(String label, int tdpWatts, int... pciDevices) {
    this.label = label;
    this.tdpWatts = tdpWatts;
    this.pciDevices = pciDevices;
  }

  static Optional<KnownGpu> of(int pciDevice) {
    for (KnownGpu gpu : values()) {
      for (int one : gpu.pciDevices) {
        if (one == pciDevice) {
          return Optional.of(gpu);
        }
      }
    }
    return Optional.empty();
  }

  String label() {
    return label;
  }

  int tdpWatts() {
    return tdpWatts;
  }
}
