package io.trainwatt.agent.sensor.nvml;

import java.util.List;

/**
 * The functions that are used. Each is bound by itself: one that is missing costs its fact only.
 */
enum NvmlFunction {
  /** {@code nvmlReturn_t nvmlInitWithFlags(unsigned int flags)}. */
  INIT_WITH_FLAGS("", "nvmlInitWithFlags"),
  /** {@code nvmlReturn_t nvmlInit_v2(void)}. */
  INIT("", "nvmlInit_v2"),
  /** {@code nvmlReturn_t nvmlShutdown(void)}. */
  SHUTDOWN("", "nvmlShutdown"),
  /** {@code nvmlReturn_t nvmlSystemGetDriverVersion(char *version, unsigned int length)}. */
  DRIVER_VERSION("the driver's version", "nvmlSystemGetDriverVersion"),
  /** {@code nvmlReturn_t nvmlDeviceGetCount_v2(unsigned int *deviceCount)}. */
  COUNT("any GPU", "nvmlDeviceGetCount_v2"),
  /** {@code nvmlReturn_t nvmlDeviceGetHandleByIndex_v2(unsigned int, nvmlDevice_t *device)}. */
  HANDLE("any GPU", "nvmlDeviceGetHandleByIndex_v2"),
  /** {@code nvmlReturn_t nvmlDeviceGetName(nvmlDevice_t, char *name, unsigned int length)}. */
  NAME("the GPUs' model names", "nvmlDeviceGetName"),
  /** {@code nvmlReturn_t nvmlDeviceGetUUID(nvmlDevice_t, char *uuid, unsigned int length)}. */
  UUID("the GPUs' UUIDs", "nvmlDeviceGetUUID"),
  /** {@code nvmlReturn_t nvmlDeviceGetPciInfo_v3(nvmlDevice_t, nvmlPciInfo_t *pci)}. */
  PCI("the GPUs' places on the bus", "nvmlDeviceGetPciInfo_v3"),
  /** {@code nvmlReturn_t nvmlDeviceGetArchitecture(nvmlDevice_t, unsigned int *arch)}. */
  ARCHITECTURE("how much of the time a power gauge sees", "nvmlDeviceGetArchitecture"),
  /** {@code nvmlReturn_t nvmlDeviceGetPersistenceMode(nvmlDevice_t, int *mode)}. */
  PERSISTENCE("whether persistence mode is on", "nvmlDeviceGetPersistenceMode"),
  /** {@code ... nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t, unsigned long long *energy)}. */
  ENERGY("the energy counter", "nvmlDeviceGetTotalEnergyConsumption"),
  /** {@code nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t, unsigned int *power)}. */
  POWER("power, where it has no field of its own", "nvmlDeviceGetPowerUsage"),
  /** {@code nvmlReturn_t nvmlDeviceGetFieldValues(nvmlDevice_t, int, nvmlFieldValue_t *)}. */
  FIELDS("average and instant power", "nvmlDeviceGetFieldValues"),
  /** {@code nvmlReturn_t nvmlDeviceGetEnforcedPowerLimit(nvmlDevice_t, unsigned int *limit)}. */
  POWER_LIMIT("the power limit", "nvmlDeviceGetEnforcedPowerLimit"),
  /** {@code ... nvmlDeviceGetPowerManagementLimitConstraints(nvmlDevice_t, unsigned *, *)}. */
  POWER_RANGE("the highest power limit", "nvmlDeviceGetPowerManagementLimitConstraints"),
  /** {@code nvmlReturn_t nvmlDeviceGetUtilizationRates(nvmlDevice_t, nvmlUtilization_t *)}. */
  UTILIZATION("utilisation", "nvmlDeviceGetUtilizationRates"),
  /** {@code nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t, nvmlMemory_t *memory)}. */
  MEMORY("memory", "nvmlDeviceGetMemoryInfo"),
  /** {@code nvmlReturn_t nvmlDeviceGetTemperature(nvmlDevice_t, int sensor, unsigned *temp)}. */
  TEMPERATURE("temperature", "nvmlDeviceGetTemperature"),
  /** {@code nvmlReturn_t nvmlDeviceGetClockInfo(nvmlDevice_t, int type, unsigned int *clock)}. */
  CLOCK("the clock", "nvmlDeviceGetClockInfo"),
  /** {@code ... nvmlDeviceGetCurrentClocksEventReasons(nvmlDevice_t, unsigned long long *)}. */
  CLOCK_EVENTS(
      "why the clock is held down",
      "nvmlDeviceGetCurrentClocksEventReasons",
      "nvmlDeviceGetCurrentClocksThrottleReasons"),
  /** {@code ... (nvmlDevice_t, unsigned int *infoCount, nvmlProcessInfo_t *infos)}. */
  PROCESSES(
      "which processes hold a GPU",
      "nvmlDeviceGetComputeRunningProcesses_v3",
      "nvmlDeviceGetComputeRunningProcesses_v2"),
  /** The same for clients of the multi-process service; older drivers have none of it. */
  SERVICE_CLIENTS(
      "",
      "nvmlDeviceGetMPSComputeRunningProcesses_v3",
      "nvmlDeviceGetMPSComputeRunningProcesses_v2"),
  /**
   * {@code ... (nvmlDevice_t, nvmlProcessUtilizationSample_t *, unsigned *, unsigned long long)}.
   */
  PROCESS_USE("how much each process uses of a GPU", "nvmlDeviceGetProcessUtilization"),
  /** {@code nvmlReturn_t nvmlDeviceGetMigMode(nvmlDevice_t, unsigned *current, unsigned *)}. */
  MIG_MODE("", "nvmlDeviceGetMigMode"),
  /** {@code nvmlReturn_t nvmlDeviceGetMaxMigDeviceCount(nvmlDevice_t, unsigned int *count)}. */
  MIG_MOST("", "nvmlDeviceGetMaxMigDeviceCount"),
  /** {@code ... nvmlDeviceGetMigDeviceHandleByIndex(nvmlDevice_t, unsigned, nvmlDevice_t *)}. */
  MIG_HANDLE("", "nvmlDeviceGetMigDeviceHandleByIndex"),
  /** {@code nvmlReturn_t nvmlDeviceGetGpuInstanceId(nvmlDevice_t mig, unsigned int *id)}. */
  MIG_INSTANCE("", "nvmlDeviceGetGpuInstanceId"),
  /** {@code ... nvmlDeviceGetAttributes_v2(nvmlDevice_t mig, nvmlDeviceAttributes_t *)}. */
  MIG_ATTRIBUTES("", "nvmlDeviceGetAttributes_v2"),
  /** {@code nvmlReturn_t nvmlGpmQueryDeviceSupport(nvmlDevice_t, nvmlGpmSupport_t *support)}. */
  COUNTS_ACTIVITY("", "nvmlGpmQueryDeviceSupport"),
  /** {@code nvmlReturn_t nvmlGpmSampleAlloc(nvmlGpmSample_t *sample)}. */
  ACTIVITY_SAMPLE("", "nvmlGpmSampleAlloc"),
  /** {@code nvmlReturn_t nvmlGpmSampleFree(nvmlGpmSample_t sample)}. */
  ACTIVITY_SAMPLE_FREE("", "nvmlGpmSampleFree"),
  /** {@code ... nvmlGpmMigSampleGet(nvmlDevice_t board, unsigned instance, nvmlGpmSample_t)}. */
  ACTIVITY_OF_INSTANCE("", "nvmlGpmMigSampleGet"),
  /** {@code nvmlReturn_t nvmlGpmMetricsGet(nvmlGpmMetricsGet_t *metrics)}. */
  ACTIVITY_BETWEEN("", "nvmlGpmMetricsGet");

  private final String fact;
  private final String symbol;
  private final String older;

  NvmlFunction(String fact, String symbol) {
    this(fact, symbol, "");
  }

  NvmlFunction(String fact, String symbol, String older) {
    this.fact = fact;
    this.symbol = symbol;
    this.older = older;
  }

  /** What is not known without it; empty where nobody would miss it. */
  String fact() {
    return fact;
  }

  /** Its names, the newest first. */
  List<String> symbols() {
    return older.isEmpty() ? List.of(symbol) : List.of(symbol, older);
  }

  /** The name users know it by. */
  String symbol() {
    return symbol;
  }
}
