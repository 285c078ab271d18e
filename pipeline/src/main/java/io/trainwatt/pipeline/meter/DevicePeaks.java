package io.trainwatt.pipeline.meter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How many floating-point operations a second a device can do at most, by the name it gives itself:
 * dense BF16, from {@code device-peaks.csv}, and what an operator says instead. A name is known if
 * it holds a row's model as whole words. Immutable.
 */
public final class DevicePeaks {
  private static final String RESOURCE = "device-peaks.csv";
  private static final BigDecimal GIGA_PER_TERA = BigDecimal.valueOf(1_000);
  private static final BigDecimal MOST_TERAFLOPS = BigDecimal.valueOf(1_000_000);
  // Other products whose names begin like one of the table's, with peaks of their own.
  private static final List<String> OTHERS = List.of("H200 NVL", "H100 NVL", "PG509", "A100X");

  private record Peak(String model, long gigaflops) {}

  private final List<Peak> said;
  private final List<Peak> table;

  private DevicePeaks(List<Peak> said, List<Peak> table) {
    this.said = List.copyOf(said);
    this.table = List.copyOf(table);
  }

  /** The table that ships with Trainwatt. */
  public static DevicePeaks shipped() {
    return with("");
  }

  /**
   * The table, and before it what an operator says.
   *
   * @param said {@code MODEL=TERAFLOPS}, several with semicolons between; empty for none
   * @throws IllegalArgumentException naming the part that is none
   */
  public static DevicePeaks with(String said) {
    List<Peak> peaks = new ArrayList<>();
    for (String part : said.split(";", -1)) {
      if (!part.isBlank()) {
        peaks.add(parse(part.strip()));
      }
    }
    return new DevicePeaks(peaks, Shipped.TABLE);
  }

  private static Peak parse(String part) {
    int equals = part.lastIndexOf('=');
    String model = part.substring(0, Math.max(0, equals)).strip();
    try {
      BigDecimal teraflops = new BigDecimal(part.substring(equals + 1).strip());
      if (!model.isEmpty() && teraflops.signum() > 0 && teraflops.compareTo(MOST_TERAFLOPS) <= 0) {
        return new Peak(folded(model), teraflops.multiply(GIGA_PER_TERA).longValue());
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "peak-teraflops: \"%s\" is no MODEL=TERAFLOPS with a number above 0, such as \"NVIDIA L40S=362\""
            .formatted(part));
  }

  /**
   * Gigaflops a second of a device; absent where its model is not known.
   *
   * @param called what it calls itself
   * @param accelerator whether the table counts; what an operator says counts for any device
   */
  OptionalLong gigaflops(String called, boolean accelerator) {
    String model = folded(called);
    for (Peak peak : said) {
      if (model.contains(peak.model)) {
        return OptionalLong.of(peak.gigaflops);
      }
    }
    if (!accelerator || OTHERS.stream().map(DevicePeaks::folded).anyMatch(model::contains)) {
      return OptionalLong.empty();
    }
    for (Peak peak : table) {
      if (names(model, peak.model)) {
        return OptionalLong.of(peak.gigaflops);
      }
    }
    return OptionalLong.empty();
  }

  private static boolean names(String model, String row) {
    int at = model.indexOf(row);
    int end = at + row.length();
    return at >= 0
        && (at == 0 || !Character.isLetterOrDigit(model.charAt(at - 1)))
        && (end == model.length() || !Character.isLetterOrDigit(model.charAt(end)));
  }

  private static String folded(String model) {
    return model.toLowerCase(Locale.ROOT);
  }

  private static final class Shipped {
    private static final List<Peak> TABLE = read();

    private static List<Peak> read() {
      try (InputStream in = DevicePeaks.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException(RESOURCE + " is missing from the build");
        }
        try (BufferedReader rows =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
          return rows.lines().skip(1).map(row -> row.split(",", 3)).map(Shipped::peak).toList();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(RESOURCE, e);
      }
    }

    private static Peak peak(String[] columns) {
      return new Peak(
          folded(columns[0]), new BigDecimal(columns[1]).multiply(GIGA_PER_TERA).longValueExact());
    }
  }
}
