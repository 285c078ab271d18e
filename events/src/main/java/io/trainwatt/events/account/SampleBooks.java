package io.trainwatt.events.account;

/**
 * What became of a node's samples: {@code received = accepted + repeated + refused}.
 *
 * @param missing sequences not seen below the highest seen
 */
public record SampleBooks(long received, long accepted, long repeated, long refused, long missing) {
  /** Nothing received. */
  public static final SampleBooks EMPTY = new SampleBooks(0, 0, 0, 0, 0);

  /** Whether every record received is accounted for. */
  public boolean balances() {
    return received == accepted + repeated + refused;
  }
}
