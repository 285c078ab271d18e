package io.trainwatt.agent.progress.console;

/** How a line tells of progress. */
public enum ConsoleFormat {
  /** {@code {'loss': 2.31, 'epoch': 0.12}}, as the Hugging Face Trainer prints; it has no step. */
  PYTHON_DICT("python dict"),
  /** One JSON object a line with a loss. */
  JSON_LINE("json line"),
  /** {@code step 10 loss 2.3}, {@code iter 12: loss 3.21, time 135ms}, {@code step=10 loss=2.3}. */
  STEP_AND_LOSS("step and loss");

  private final String words;

  ConsoleFormat(String words) {
    this.words = words;
  }

  /** For a reader. */
  public String words() {
    return words;
  }
}
