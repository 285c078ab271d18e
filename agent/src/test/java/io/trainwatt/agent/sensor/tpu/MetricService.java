package io.trainwatt.agent.sensor.tpu;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * libtpu's metric service as cloud-accelerator-diagnostics documents it: a real gRPC server, with
 * messages that the Protobuf runtime builds from their description.
 */
final class MetricService implements AutoCloseable {
  private static final String PACKAGE = "tpu.monitoring.runtime";

  /** What it does instead of answering. */
  enum Fault {
    NONE,
    ERROR,
    GARBAGE,
    NEVER
  }

  private final Server server;
  private final Descriptor request;
  private final Descriptor response;
  private final Map<String, Map<Long, Object>> gauges = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Fault fault = Fault.NONE;
  private volatile long delayMillis;

  MetricService() throws Exception {
    FileDescriptor file = description();
    request = file.findMessageTypeByName("MetricRequest");
    response = file.findMessageTypeByName("MetricResponse");
    server =
        OkHttpServerBuilder.forPort(0, InsecureServerCredentials.create())
            .addService(
                ServerServiceDefinition.builder(PACKAGE + ".RuntimeMetricService")
                    .addMethod(method(), this::handle)
                    .build())
            .build()
            .start();
  }

  TpuConfig.Address address() {
    return new TpuConfig.Address("localhost", server.getPort());
  }

  /** Doubles, or Longs for whole-number gauges, by device id. */
  void put(String metric, Map<Long, Object> byDevice) {
    gauges.put(metric, byDevice);
  }

  void fault(Fault now) {
    fault = now;
  }

  void delay(long millis) {
    delayMillis = millis;
  }

  private static MethodDescriptor<byte[], byte[]> method() {
    MethodDescriptor.Marshaller<byte[]> bytes =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    return MethodDescriptor.newBuilder(bytes, bytes)
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(PACKAGE + ".RuntimeMetricService/GetRuntimeMetric")
        .build();
  }

  private ServerCall.Listener<byte[]> handle(ServerCall<byte[], byte[]> call, Metadata headers) {
    call.request(1);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        answer(call, message);
      }
    };
  }

  private void answer(ServerCall<byte[], byte[]> call, byte[] message) {
    try {
      if (fault == Fault.NEVER) {
        closing.await();
        return;
      }
      if (closing.await(delayMillis, TimeUnit.MILLISECONDS)) {
        return;
      }
      String metric =
          (String)
              DynamicMessage.parseFrom(request, message)
                  .getField(request.findFieldByName("metric_name"));
      Map<Long, Object> values = gauges.get(metric);
      if (fault == Fault.ERROR || values == null) {
        call.close(Status.NOT_FOUND.withDescription("no metric " + metric), new Metadata());
        return;
      }
      call.sendHeaders(new Metadata());
      call.sendMessage(
          fault == Fault.GARBAGE ? new byte[] {10, 127, 1, 2} : encode(metric, values));
      call.close(Status.OK, new Metadata());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] encode(String name, Map<Long, Object> values) {
    Descriptor tpuMetric = response.findFieldByName("metric").getMessageType();
    Descriptor metric = tpuMetric.findFieldByName("metrics").getMessageType();
    Descriptor attribute = metric.findFieldByName("attribute").getMessageType();
    Descriptor value = attribute.findFieldByName("value").getMessageType();
    Descriptor gauge = metric.findFieldByName("gauge").getMessageType();
    DynamicMessage.Builder all =
        DynamicMessage.newBuilder(tpuMetric)
            .setField(tpuMetric.findFieldByName("name"), name)
            .setField(tpuMetric.findFieldByName("description"), "what it is");
    values.forEach(
        (device, shown) ->
            all.addRepeatedField(
                tpuMetric.findFieldByName("metrics"),
                DynamicMessage.newBuilder(metric)
                    .setField(
                        metric.findFieldByName("attribute"),
                        DynamicMessage.newBuilder(attribute)
                            .setField(attribute.findFieldByName("key"), "device-id")
                            .setField(
                                attribute.findFieldByName("value"),
                                DynamicMessage.newBuilder(value)
                                    .setField(value.findFieldByName("int_attr"), device)
                                    .build())
                            .build())
                    .setField(
                        metric.findFieldByName("gauge"),
                        DynamicMessage.newBuilder(gauge)
                            .setField(
                                gauge.findFieldByName(
                                    shown instanceof Double ? "as_double" : "as_int"),
                                shown)
                            .build())
                    .build()));
    return DynamicMessage.newBuilder(response)
        .setField(response.findFieldByName("metric"), all.build())
        .build()
        .toByteArray();
  }

  private static FileDescriptor description() throws DescriptorValidationException {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("tpu_metric_service.proto")
            .setPackage(PACKAGE)
            .setSyntax("proto3")
            .addMessageType(
                message("MetricRequest")
                    .addField(field("metric_name", 1, FieldDescriptorProto.Type.TYPE_STRING))
                    .addField(
                        field("skip_node_aggregation", 2, FieldDescriptorProto.Type.TYPE_BOOL)))
            .addMessageType(
                message("AttrValue")
                    .addField(field("string_attr", 1, FieldDescriptorProto.Type.TYPE_STRING))
                    .addField(field("bool_attr", 2, FieldDescriptorProto.Type.TYPE_BOOL))
                    .addField(field("int_attr", 3, FieldDescriptorProto.Type.TYPE_INT64)))
            .addMessageType(
                message("Attribute")
                    .addField(field("key", 1, FieldDescriptorProto.Type.TYPE_STRING))
                    .addField(
                        part("value", 2, "AttrValue", FieldDescriptorProto.Label.LABEL_OPTIONAL)))
            .addMessageType(
                message("Gauge")
                    .addOneofDecl(
                        com.google.protobuf.DescriptorProtos.OneofDescriptorProto.newBuilder()
                            .setName("value"))
                    .addField(
                        field("as_double", 1, FieldDescriptorProto.Type.TYPE_DOUBLE)
                            .setOneofIndex(0))
                    .addField(
                        field("as_int", 2, FieldDescriptorProto.Type.TYPE_INT64).setOneofIndex(0)))
            .addMessageType(
                message("Metric")
                    .addField(
                        part(
                            "attribute", 1, "Attribute", FieldDescriptorProto.Label.LABEL_OPTIONAL))
                    .addField(part("gauge", 3, "Gauge", FieldDescriptorProto.Label.LABEL_OPTIONAL)))
            .addMessageType(
                message("TPUMetric")
                    .addField(field("name", 1, FieldDescriptorProto.Type.TYPE_STRING))
                    .addField(field("description", 2, FieldDescriptorProto.Type.TYPE_STRING))
                    .addField(
                        part("metrics", 3, "Metric", FieldDescriptorProto.Label.LABEL_REPEATED)))
            .addMessageType(
                message("MetricResponse")
                    .addField(
                        part("metric", 1, "TPUMetric", FieldDescriptorProto.Label.LABEL_OPTIONAL)))
            .build();
    return FileDescriptor.buildFrom(file, new FileDescriptor[0]);
  }

  private static DescriptorProto.Builder message(String name) {
    return DescriptorProto.newBuilder().setName(name);
  }

  private static FieldDescriptorProto.Builder field(
      String name, int number, FieldDescriptorProto.Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
  }

  private static FieldDescriptorProto.Builder part(
      String name, int number, String type, FieldDescriptorProto.Label label) {
    return field(name, number, FieldDescriptorProto.Type.TYPE_MESSAGE)
        .setTypeName("." + PACKAGE + "." + type)
        .setLabel(label);
  }

  @Override
  public void close() {
    closing.countDown();
    server.shutdownNow();
  }
}
