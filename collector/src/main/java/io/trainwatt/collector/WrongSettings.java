package io.trainwatt.collector;

import java.io.Serial;
import java.util.List;

/** The settings cannot be used; the message has a line for each fault. */
final class WrongSettings extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  WrongSettings(List<String> faults) {
    super(String.join(System.lineSeparator(), faults));
  }

  WrongSettings(String fault, Throwable cause) {
    super(fault, cause);
  }
}
