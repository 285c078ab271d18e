package io.trainwatt.agent.sensor.cray;

import io.trainwatt.agent.sysfs.Attribute;
import io.trainwatt.agent.sysfs.Content;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One energy counter: a line {@code 36412345 J 1612345678901234 us}, or its first two words. */
final class PmCounter implements AutoCloseable {
  private static final Pattern LINE = Pattern.compile("\\d{1,18} J( \\d{1,19} us)?");
  private static final long MICROJOULES_PER_JOULE = 1_000_000;

  private final String device;
  private final Attribute attribute;

  PmCounter(String device, Path file) {
    this.device = device;
    this.attribute = new Attribute(file);
  }

  String device() {
    return device;
  }

  /**
   * What it counted since its controller started.
   *
   * @throws IOException naming the file, if it cannot be read or says anything else
   */
  long microjoules(Content content) throws IOException {
    attribute.read(content);
    Matcher line = LINE.matcher(content.text());
    if (!line.matches()) {
      throw new IOException(
          "%s: not joules with a timestamp: \"%s\"".formatted(attribute.path(), content.shown()));
    }
    long joules = content.firstNumber();
    if (joules > Long.MAX_VALUE / MICROJOULES_PER_JOULE) {
      throw new IOException("%s: beyond 2^63 µJ: %d J".formatted(attribute.path(), joules));
    }
    return joules * MICROJOULES_PER_JOULE;
  }

  /** Why it cannot be read now; absent if it can. */
  Optional<String> problem(Content content) {
    try {
      microjoules(content);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("cannot use " + e.getMessage());
    }
  }

  @Override
  public void close() {
    attribute.close();
  }
}
