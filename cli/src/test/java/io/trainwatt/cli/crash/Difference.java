package io.trainwatt.cli.crash;

/** Two that should be equal are not: what was expected, and what was found. */
final class Difference extends Exception {
  private static final long serialVersionUID = 1;

  Difference(String what) {
    super(what);
  }
}
