package io.trainwatt.pipeline.state;

/**
 * How values of one kind are written. Pure; any thread.
 *
 * @param <T> the kind
 */
public interface StateFormat<T> {
  /** Writes the version, then the value. */
  void write(T value, StateWriter out);

  /**
   * Reads a value of any version so far.
   *
   * @throws IllegalStateException if the bytes are damaged or of a later version
   */
  T read(StateReader in);

  /** The value as bytes of its own. */
  default byte[] toBytes(T value) {
    StateWriter out = new StateWriter();
    write(value, out);
    return out.toBytes();
  }
}
