package io.trainwatt.agent.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Lines to and from the agent, each with a limit on the time it may take. */
final class LineChannel implements AutoCloseable {

  private static final int BUFFER_BYTES = 16 << 10;
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final Duration timeout;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES).flip();

  private LineChannel(
      SocketChannel channel, Selector selector, SelectionKey key, Duration timeout) {
    this.channel = channel;
    this.selector = selector;
    this.key = key;
    this.timeout = timeout;
  }

  static LineChannel connect(Path socket, Duration timeout) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      return new LineChannel(channel, selector, channel.register(selector, 0), timeout);
    } catch (IOException e) {
      channel.close();
      throw new AgentUnavailable("no agent listens at " + socket, e);
    }
  }

  void send(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) == 0) {
          await(SelectionKey.OP_WRITE, deadline);
        }
      }
    } catch (AgentUnavailable e) {
      throw e;
    } catch (IOException e) {
      throw new AgentUnavailable("the agent closed the connection", e);
    }
  }

  String receive() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!takeLine(line)) {
      if (line.size() > MAX_ANSWER_BYTES) {
        throw new AgentUnavailable("the agent's answer has no end", null);
      }
      in.clear();
      int read = channel.read(in);
      in.flip();
      if (read < 0) {
        throw new AgentUnavailable("the agent closed the connection", null);
      }
      if (read == 0) {
        await(SelectionKey.OP_READ, deadline);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private boolean takeLine(ByteArrayOutputStream line) {
    while (in.hasRemaining()) {
      byte next = in.get();
      if (next == '\n') {
        return true;
      }
      line.write(next);
    }
    return false;
  }

  private void await(int operation, long deadline) throws IOException {
    long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    if (left <= 0) {
      throw new AgentUnavailable("the agent did not answer in " + timeout.toSeconds() + " s", null);
    }
    key.interestOps(operation);
    selector.select(left);
    selector.selectedKeys().clear();
  }

  @Override
  public void close() {
    try {
      selector.close();
      channel.close();
    } catch (IOException e) {
      // Nothing more to do with it.
    }
  }
}
