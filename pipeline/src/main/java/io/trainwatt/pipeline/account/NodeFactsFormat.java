package io.trainwatt.pipeline.account;

import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.NodeFactsCodec;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;

/** Bytes of a node's row in a store: those of its topic. */
final class NodeFactsFormat implements StateFormat<NodeFacts> {
  @Override
  public void write(NodeFacts facts, StateWriter out) {
    out.bytes(NodeFactsCodec.encode(facts));
  }

  @Override
  public NodeFacts read(StateReader in) {
    try {
      return NodeFactsCodec.decode(in.bytes());
    } catch (MalformedRecord e) {
      throw new IllegalStateException("state holds a damaged row: a node's row: " + e.detail(), e);
    }
  }
}
