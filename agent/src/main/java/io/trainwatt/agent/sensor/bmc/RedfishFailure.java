package io.trainwatt.agent.sensor.bmc;

import java.io.Serial;

/** A BMC that gave no usable answer. The message holds no secret. */
final class RedfishFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String remedy;

  RedfishFailure(String problem, String remedy) {
    super(problem);
    this.remedy = remedy;
  }

  String problem() {
    return String.valueOf(getMessage());
  }

  String remedy() {
    return remedy;
  }
}
