package io.trainwatt.agent.sensor.tpu;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Asks every configured runtime's metric service, and puts their devices together. */
final class RuntimeMetrics implements AutoCloseable {
  static final String DUTY_CYCLE = "tpu.runtime.tensorcore.dutycycle.percent";
  static final String MEMORY_USED = "tpu.runtime.hbm.memory.usage.bytes";
  static final String MEMORY_TOTAL = "tpu.runtime.hbm.memory.total.bytes";

  private final TpuConfig config;
  private final GrpcCall calls;

  RuntimeMetrics(TpuConfig config) {
    this.config = config;
    this.calls = new GrpcCall(config.timeout());
  }

  /**
   * One metric of all devices that a workload holds, by their ids.
   *
   * @throws TpuFailure if a service fails, if none is there, or if two name the same device
   */
  NavigableMap<Long, Double> gauges(String metric) throws TpuFailure {
    NavigableMap<Long, Double> all = new TreeMap<>();
    TpuFailure refused = null;
    for (TpuConfig.Address address : config.addresses()) {
      try {
        ByteBuffer answer =
            calls.call(address, MetricMessages.METHOD, MetricMessages.request(metric));
        for (Map.Entry<Long, Double> one : MetricMessages.response(answer).entrySet()) {
          if (all.put(one.getKey(), one.getValue()) != null) {
            throw TpuFailure.broken("two runtimes name device " + one.getKey());
          }
        }
      } catch (TpuFailure e) {
        if (!e.nobodyServes()) {
          throw e;
        }
        refused = e;
      }
    }
    if (all.isEmpty()) {
      throw refused == null ? TpuFailure.broken(metric + " names no device") : refused;
    }
    return all;
  }

  @Override
  public void close() {
    calls.close();
  }
}
