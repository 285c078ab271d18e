package io.trainwatt.events.account;

/** Whom an account, a series or an alert is about. Its text form is the topics' key. */
public sealed interface Subject {

  /** {@code run/<id>}, {@code node/<id>} or {@code cluster/<id>}. */
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
   * Many nodes at once.
   *
   * @param id of the cluster
   */
  record OfCluster(String id) implements Subject {
    @Override
    public String key() {
      return "cluster/" + id;
    }
  }

  /**
   * The subject a key names.
   *
   * @throws IllegalArgumentException if the key is of no such form
   */
  static Subject parse(String key) {
    if (key.startsWith("run/") && key.length() > 4) {
      return new OfRun(key.substring(4));
    }
    if (key.startsWith("node/") && key.length() > 5) {
      return new OfNode(key.substring(5));
    }
    if (key.startsWith("cluster/") && key.length() > 8) {
      return new OfCluster(key.substring(8));
    }
    throw new IllegalArgumentException(
        "not a subject, which is run/<id>, node/<id> or cluster/<id>: \"" + key + "\"");
  }
}
