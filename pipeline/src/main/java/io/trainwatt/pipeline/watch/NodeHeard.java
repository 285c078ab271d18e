package io.trainwatt.pipeline.watch;

import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;

/**
 * A node fell silent or was heard again: travels by cluster, so that one place knows of all nodes
 * that are silent at once.
 *
 * @param silent whether it is
 * @param sinceWallMicros when it was heard last, on the collector's clock
 */
record NodeHeard(String node, boolean silent, long sinceWallMicros) {
  /** The part of a node's id before the slash. */
  static String cluster(String node) {
    int slash = node.indexOf('/');
    return slash <= 0 ? node : node.substring(0, slash);
  }

  /** Bytes on the repartition topic. */
  static final class Format implements StateFormat<NodeHeard> {
    private static final int VERSION = 1;

    @Override
    public void write(NodeHeard heard, StateWriter out) {
      out.number(VERSION);
      out.text(heard.node);
      out.flag(heard.silent);
      out.number(heard.sinceWallMicros);
    }

    @Override
    public NodeHeard read(StateReader in) {
      in.version("a node's silence", VERSION);
      return new NodeHeard(in.text(), in.flag(), in.number());
    }
  }
}
