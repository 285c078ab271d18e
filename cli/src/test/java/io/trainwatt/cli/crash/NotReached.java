package io.trainwatt.cli.crash;

/** What the comparison waits for did not come: no difference in energy, and yet no equality. */
final class NotReached extends Exception {
  private static final long serialVersionUID = 1;

  NotReached(String what) {
    super(what);
  }
}
