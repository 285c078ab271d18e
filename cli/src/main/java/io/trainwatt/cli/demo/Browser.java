package io.trainwatt.cli.demo;

import java.io.IOException;

/** Opens a page where the user looks at pages. */
final class Browser {
  private Browser() {}

  /** Opens it; where there is no browser the address that was printed has to do. */
  static void open(String url) {
    try {
      new ProcessBuilder("xdg-open", url)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      // Nothing to open it with.
    }
  }
}
