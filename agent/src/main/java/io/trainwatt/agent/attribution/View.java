package io.trainwatt.agent.attribution;

/** Whose what no process used is: a CPU's idle power, memory that is free. */
public enum View {
  /** Nobody's: a run has what it made the node draw on top. */
  MARGINAL,
  /** The runs' that keep the node, each by the share of its CPUs that it may use. */
  RESERVATION;

  /**
   * @throws IllegalArgumentException if it is none
   */
  public static View of(String text) {
    return switch (text) {
      case "marginal" -> MARGINAL;
      case "reservation" -> RESERVATION;
      default -> throw new IllegalArgumentException("is neither marginal nor reservation");
    };
  }
}
