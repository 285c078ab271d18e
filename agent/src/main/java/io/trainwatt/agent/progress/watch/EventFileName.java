package io.trainwatt.agent.progress.watch;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code events.out.tfevents.<second>.<host>.<pid>.<n>}: whose file it is, by its name. */
final class EventFileName {

  private static final Pattern NAME =
      Pattern.compile("events\\.out\\.tfevents\\.\\d+\\..+?\\.(\\d{1,10})\\.\\d+(?:\\.v2)?");

  private EventFileName() {}

  /** The process that made it, as it knew itself; absent where the name does not tell. */
  static OptionalLong pid(Path file) {
    Path name = file.getFileName();
    Matcher matcher = NAME.matcher(name == null ? "" : name.toString());
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }
}
