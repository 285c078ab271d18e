package io.trainwatt.agent.attribution;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Everything a meter needs to go on, as bytes: a mark, a version, the content, and a CRC-32C of all
 * before it.
 *
 * @param boot Linux boot id it was written in
 * @param rest what the rest goes on from; absent where no meter measures the whole node
 */
record Checkpoint(
    String boot,
    List<DeviceLedger> ledgers,
    List<MeteredRun> runs,
    RetiredRuns retired,
    Optional<RestBook> rest) {
  private static final int MARK = 0x5457434b;
  private static final int VERSION = 3;
  private static final int OLDEST = 2;
  private static final int MOST = 1 << 20;

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4_096);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MARK);
      out.writeInt(VERSION);
      out.writeUTF(boot);
      out.writeInt(ledgers.size());
      for (DeviceLedger ledger : ledgers) {
        ledger.write(out);
      }
      out.writeInt(runs.size());
      for (MeteredRun run : runs) {
        run.write(out);
      }
      retired.write(out);
      out.writeBoolean(rest.isPresent());
      if (rest.isPresent()) {
        rest.get().write(out);
      }
      out.writeInt(sum(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads one back.
   *
   * @throws IOException if it is cut, damaged or of another version
   */
  static Checkpoint decode(byte[] bytes) throws IOException {
    int length = bytes.length - Integer.BYTES;
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MARK) {
        throw new IOException("not a checkpoint");
      }
      int version = in.readInt();
      if (version < OLDEST || version > VERSION) {
        throw new IOException("version %d, this agent knows %d".formatted(version, VERSION));
      }
      DataInputStream tail =
          new DataInputStream(new ByteArrayInputStream(bytes, length, Integer.BYTES));
      if (tail.readInt() != sum(bytes, length)) {
        throw new IOException("its checksum does not fit");
      }
      return content(in, version);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException("content that cannot be: " + e.getMessage(), e);
    }
  }

  private static Checkpoint content(DataInputStream in, int version) throws IOException {
    String boot = in.readUTF();
    List<DeviceLedger> ledgers = new ArrayList<>();
    for (int left = count(in); left > 0; left--) {
      ledgers.add(DeviceLedger.read(in, version > OLDEST));
    }
    List<MeteredRun> runs = new ArrayList<>();
    for (int left = count(in); left > 0; left--) {
      runs.add(MeteredRun.read(in));
    }
    RetiredRuns retired = RetiredRuns.read(in);
    Optional<RestBook> rest = in.readBoolean() ? Optional.of(RestBook.read(in)) : Optional.empty();
    return new Checkpoint(boot, ledgers, runs, retired, rest);
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST) {
      throw new IOException("a list of " + count);
    }
    return count;
  }

  private static int sum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }
}
