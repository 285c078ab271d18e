package io.trainwatt.events.sample;

/** What part of a node a device is. */
public enum Component {
  CPU,
  MEMORY,
  GPU,
  TPU,
  ACCELERATOR,
  /** A whole-node meter. */
  NODE,
  /** What a node meter saw beyond the parts. */
  REST,
  OTHER
}
