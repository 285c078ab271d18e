package io.trainwatt.agent.sensor.tpu;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The two messages of {@code tpu.monitoring.runtime.RuntimeMetricService/GetRuntimeMetric} that are
 * used, by their field numbers (tpu_metric_service.proto of cloud-accelerator-diagnostics), so that
 * no generated class is loaded for them.
 */
final class MetricMessages {
  static final String METHOD = "/tpu.monitoring.runtime.RuntimeMetricService/GetRuntimeMetric";
  private static final int MAX_DEVICES = 1_024;

  private MetricMessages() {}

  /** {@code MetricRequest{1: metric_name}}. */
  static byte[] request(String metric) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeString(1, metric);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * {@code MetricResponse{1: TPUMetric{3: Metric[]}}}: each gauge by its device's id.
   *
   * @throws TpuFailure if it is no such message, names a device twice or more than 1 024
   */
  static NavigableMap<Long, Double> response(ByteBuffer message) throws TpuFailure {
    NavigableMap<Long, Double> gauges = new TreeMap<>();
    try {
      CodedInputStream in = CodedInputStream.newInstance(message);
      each(in, 1, metric -> each(metric, 3, one -> gauge(one, gauges)));
    } catch (InvalidProtocolBufferException e) {
      throw TpuFailure.broken("its answer is no MetricResponse: " + e.getMessage());
    } catch (IOException e) {
      throw TpuFailure.broken("its answer ends early: " + e.getMessage());
    }
    return gauges;
  }

  private interface Part {
    void read(CodedInputStream in) throws IOException;
  }

  /** Reads a message to its end; one of its fields is a message that is read as a part. */
  private static void each(CodedInputStream in, int field, Part part) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (field << 3 | 2)) {
        within(in, part);
      } else {
        in.skipField(tag);
      }
    }
  }

  private static void within(CodedInputStream in, Part part) throws IOException {
    int length = in.readRawVarint32();
    int limit = in.pushLimit(length);
    part.read(in);
    in.checkLastTagWas(0);
    in.popLimit(limit);
  }

  /** {@code Metric{1: Attribute{2: AttrValue{3: int64}}, 3: Gauge{1: double, 2: int64}}}. */
  private static void gauge(CodedInputStream in, NavigableMap<Long, Double> gauges)
      throws IOException {
    Metric metric = new Metric();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 1 << 3 | 2 -> within(in, at -> each(at, 2, metric::device));
        case 3 << 3 | 2 -> within(in, metric::value);
        default -> in.skipField(tag);
      }
    }
    if (metric.valued) {
      Double before = gauges.put(metric.device, metric.value);
      if (before != null || gauges.size() > MAX_DEVICES) {
        throw new IOException("device %d is named twice, or too many are".formatted(metric.device));
      }
    }
  }

  /**
   * One device's gauge, as far as it has been read. A device id of 0 is not written on the wire.
   */
  private static final class Metric {
    private long device;
    private double value;
    private boolean valued;

    void device(CodedInputStream in) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == (3 << 3)) {
          device = in.readInt64();
        } else {
          in.skipField(tag);
        }
      }
    }

    void value(CodedInputStream in) throws IOException {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case 1 << 3 | 1 -> {
            value = in.readDouble();
            valued = true;
          }
          case 2 << 3 -> {
            value = (double) in.readInt64();
            valued = true;
          }
          default -> in.skipField(tag);
        }
      }
    }
  }
}
