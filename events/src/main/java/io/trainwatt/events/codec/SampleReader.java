package io.trainwatt.events.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trainwatt.events.sample.AgentInstance;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.sample.User;
import io.trainwatt.events.wire.v1.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a sample from its bytes straight into records. The objects that the generated classes make
 * on the way are most of what reading costs, and nothing is read more often. What it reads is what
 * they would: {@code SampleReaderPropertyTest} holds it to them. Used once.
 */
final class SampleReader {
  /** Wire types, which stand in the three low bits of a field's tag. */
  static final int VARINT = 0;

  static final int LENGTH = 2;

  private final byte[] bytes;
  private final List<ListedRun> runs = new ArrayList<>(2);
  private final List<User> users = new ArrayList<>(2);
  private final List<SensorEvent> events = new ArrayList<>(0);
  private final List<StageCount> stages = new ArrayList<>(6);
  // Where each device begins and ends: counters name runs by place, which may stand behind them.
  private int[] spans = new int[32];
  private int spanned;
  private String node = "";
  private long sequence;
  private String agentId = "";
  private long agentOrdinal;
  private String boot = "";
  private long monotonicNanos;
  private long wallMicros;

  private SampleReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @throws InvalidProtocolBufferException if the bytes are no Protobuf
   * @throws IllegalArgumentException if a field breaks the record's own rules
   */
  static io.trainwatt.events.sample.Sample read(byte[] bytes)
      throws InvalidProtocolBufferException {
    try {
      return new SampleReader(bytes).read();
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
  }

  private io.trainwatt.events.sample.Sample read() throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      field(tag, in);
    }
    List<DeviceSample> devices = new ArrayList<>(spanned);
    for (int i = 0; i < spanned; i++) {
      devices.add(DeviceReader.read(bytes, spans[2 * i], spans[2 * i + 1], users));
    }
    return new io.trainwatt.events.sample.Sample(
        node,
        sequence,
        new AgentInstance(agentId, agentOrdinal),
        boot,
        monotonicNanos,
        wallMicros,
        runs,
        devices,
        events,
        stages);
  }

  private void field(int tag, CodedInputStream in) throws IOException {
    switch (tag) {
      case Sample.NODE_FIELD_NUMBER << 3 | LENGTH -> node = in.readStringRequireUtf8();
      case Sample.SEQUENCE_FIELD_NUMBER << 3 | VARINT -> sequence = in.readUInt64();
      case Sample.AGENT_FIELD_NUMBER << 3 | LENGTH -> agent(in);
      case Sample.BOOT_FIELD_NUMBER << 3 | LENGTH -> boot = in.readStringRequireUtf8();
      case Sample.MONOTONIC_NANOS_FIELD_NUMBER << 3 | VARINT -> monotonicNanos = in.readUInt64();
      case Sample.WALL_MICROS_FIELD_NUMBER << 3 | VARINT -> wallMicros = in.readInt64();
      case Sample.RUNS_FIELD_NUMBER << 3 | LENGTH -> run(in);
      case Sample.DEVICES_FIELD_NUMBER << 3 | LENGTH -> span(in);
      case Sample.EVENTS_FIELD_NUMBER << 3 | LENGTH ->
          events.add(
              SampleCodec.fromWire(
                  io.trainwatt.events.wire.v1.SensorEvent.parseFrom(in.readByteArray())));
      case Sample.STAGES_FIELD_NUMBER << 3 | LENGTH ->
          stages.add(
              SampleCodec.fromWire(
                  io.trainwatt.events.wire.v1.StageCount.parseFrom(in.readByteArray())));
      default -> skip(tag, in);
    }
  }

  /** Reads past a field of a later version. */
  static void skip(int tag, CodedInputStream in) throws IOException {
    if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("a group ends that did not begin");
    }
  }

  private void span(CodedInputStream in) throws IOException {
    int length = in.readRawVarint32();
    int start = in.getTotalBytesRead();
    in.skipRawBytes(length);
    if (2 * spanned == spans.length) {
      spans = java.util.Arrays.copyOf(spans, 2 * spans.length);
    }
    spans[2 * spanned] = start;
    spans[2 * spanned + 1] = length;
    spanned++;
  }

  // A message that comes twice is one message: fields of the later one go over the earlier.
  private void agent(CodedInputStream in) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case io.trainwatt.events.wire.v1.AgentInstance.ID_FIELD_NUMBER << 3 | LENGTH ->
            agentId = in.readStringRequireUtf8();
        case io.trainwatt.events.wire.v1.AgentInstance.ORDINAL_FIELD_NUMBER << 3 | VARINT ->
            agentOrdinal = in.readUInt64();
        default -> skip(tag, in);
      }
    }
    in.popLimit(outer);
  }

  private void run(CodedInputStream in) throws IOException {
    String run = "";
    boolean ended = false;
    int processes = 0;
    long cpuMicros = 0;
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case io.trainwatt.events.wire.v1.ListedRun.RUN_FIELD_NUMBER << 3 | LENGTH ->
            run = in.readStringRequireUtf8();
        case io.trainwatt.events.wire.v1.ListedRun.ENDED_FIELD_NUMBER << 3 | VARINT ->
            ended = in.readBool();
        case io.trainwatt.events.wire.v1.ListedRun.PROCESSES_FIELD_NUMBER << 3 | VARINT ->
            processes = in.readUInt32();
        case io.trainwatt.events.wire.v1.ListedRun.CPU_MICROS_FIELD_NUMBER << 3 | VARINT ->
            cpuMicros = in.readUInt64();
        default -> skip(tag, in);
      }
    }
    in.popLimit(outer);
    runs.add(new ListedRun(run, ended, processes, cpuMicros));
    users.add(new User.OfRun(run));
  }
}
