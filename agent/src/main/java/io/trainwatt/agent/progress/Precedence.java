package io.trainwatt.agent.progress;

import java.util.List;

/**
 * Which source speaks for a run where several could: what the training says itself, then what it
 * writes for machines, then what it prints, and last what it leaves at checkpoints.
 */
public final class Precedence {

  /** Of what the training says itself: it has the word for good. */
  static final int FIRST = 0;

  private static final List<String> AFTER_THE_HOOK =
      List.of("tensorboard", "jsonl", "csv", "console", "trainerstate");

  private Precedence() {}

  /** 0 speaks first. A source with a name of its own is a hook of somebody else's. */
  public static int of(String source) {
    return AFTER_THE_HOOK.indexOf(source) + 1;
  }
}
