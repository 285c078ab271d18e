package io.trainwatt.agent.progress.console;

/** Tells lines that may be of use from those that are not, quickly. */
final class Signs {

  private Signs() {}

  static boolean mayTell(String line) {
    return mentionsLoss(line)
        || line.contains("train_runtime")
        || line.contains(":::MLLOG")
        || line.contains("step=")
        || line.contains("Epoch ")
        || line.contains("it/s")
        || line.contains("s/it")
        || line.contains("heckpoint")
        || line.contains("***** Running")
        || line.contains("optimization steps");
  }

  private static boolean mentionsLoss(String line) {
    for (int i = line.indexOf('o'); i >= 0; i = line.indexOf('o', i + 1)) {
      if (line.regionMatches(true, i - 1, "loss", 0, 4)) {
        return true;
      }
    }
    return line.contains("LOSS");
  }
}
