package io.trainwatt.agent.sysfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Attributes that hold one hexadecimal number, such as a PCI device's {@code vendor}. */
public final class HexNumber {
  private static final int BYTES = 32;
  private static final int BASE = 16;

  private HexNumber() {}

  /** The number, {@code 0x} before it or not; absent where there is no file or no such number. */
  public static OptionalInt of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(BYTES), StandardCharsets.US_ASCII).strip();
      return OptionalInt.of(
          Integer.parseInt(text.startsWith("0x") ? text.substring(2) : text, BASE));
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
