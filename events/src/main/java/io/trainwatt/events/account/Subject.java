package io.trainwatt.events.account;

/** Whom an account, a series or an alert is about. Its text form is the topics' key. */
public sealed interface Subject {

  /** {@code run/<id>} or {@code node/<id>}. */
  String key();

  /**
   * A run on all its nodes.
   *
   * @param id of the run
   */
  record OfRun(String id) implements Subject {
    @Override
    public String key() {
      return "run/" + id;
    }
  }

  /**
   * A node with all its devices.
   *
   * @param id {@code cluster/name}
   */
  record OfNode(String id) implements Subject {
    @Override
    public String key() {
      return "node/" + id;
    }
  }

  /**
   * The subject a key names.
   *
   * @throws IllegalArgumentException if the key is neither form
   */
  static Subject parse(String key) {
    if (key.startsWith("run/") && key.length() > 4) {
      return new OfRun(key.substring(4));
    }
    if (key.startsWith("node/") && key.length() > 5) {
      return new OfNode(key.substring(5));
    }
    throw new IllegalArgumentException(
        "not a subject, which is run/<id> or node/<id>: \"" + key + "\"");
  }
}
