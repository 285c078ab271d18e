package io.trainwatt.agent.run;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Ids of runs: {@code yyyyMMdd-HHmmss-xxxxxx}, UTC and six random hex digits. */
public final class RunId {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int RANDOM_BYTES = 3;
  // What others bring along (Slurm's job ids, a user's own): anything that is safe in a key, a
  // path and a line of text.
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}");

  private RunId() {}

  /** A new id. */
  public static String next(Instant now, RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return TIME.format(now) + "-" + HexFormat.of().formatHex(bytes);
  }

  /** Whether a text may be a run's id: letters, digits and {@code . _ : @ + -}, 128 at most. */
  public static boolean isValid(String run) {
    return VALID.matcher(run).matches();
  }
}
