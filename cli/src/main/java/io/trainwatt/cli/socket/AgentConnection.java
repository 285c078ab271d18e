package io.trainwatt.cli.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;
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

/**
 * One connection to the agent: a JSON object a line each way. An agent that takes too long counts
 * as gone: nobody waits for it for ever. Used by one thread.
 */
public final class AgentConnection implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final SocketChannel channel;
  private final Selector selector;
  private final ByteBuffer chunk = ByteBuffer.allocate(16 << 10);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  private AgentConnection(SocketChannel channel, Selector selector) {
    this.channel = channel;
    this.selector = selector;
    chunk.flip();
  }

  /**
   * Connects.
   *
   * @throws IOException if no agent accepts there
   */
  public static AgentConnection open(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      return new AgentConnection(channel, selector);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw new IOException("no agent accepts connections on " + socket, e);
    }
  }

  static boolean accepts(Path socket) {
    try (AgentConnection connection = open(socket)) {
      return connection.channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Sends a message that has no answer.
   *
   * @throws IOException if the agent is gone
   */
  public void send(JsonNode message) throws IOException {
    ByteBuffer line = StandardCharsets.UTF_8.encode(Json.line(message) + "\n");
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (line.hasRemaining()) {
      if (channel.write(line) == 0) {
        await(SelectionKey.OP_WRITE, until);
      }
    }
  }

  /**
   * Sends a message and waits for its answer.
   *
   * @throws AgentRefused if the agent cannot use the message
   * @throws IOException if the agent is gone
   */
  public JsonNode ask(JsonNode message) throws IOException {
    send(message);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode answer = Json.read(answer(until));
      String type = answer.path("type").asText();
      if (type.equals("error")) {
        throw new AgentRefused(answer.path("message").asText("no reason given"));
      }
      if (!type.equals("advice")) {
        return answer;
      }
    }
  }

  private String answer(long until) throws IOException {
    while (true) {
      while (chunk.hasRemaining()) {
        byte next = chunk.get();
        if (next == '\n') {
          String answer = line.toString(StandardCharsets.UTF_8);
          line.reset();
          return answer;
        }
        line.write(next);
      }
      chunk.clear();
      int count = channel.read(chunk);
      chunk.flip();
      if (count < 0) {
        throw new IOException("the agent closed the connection");
      }
      if (count == 0) {
        await(SelectionKey.OP_READ, until);
      }
    }
  }

  private void await(int operation, long until) throws IOException {
    long left = (until - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new IOException("the agent does not answer within " + PATIENCE.toSeconds() + " s");
    }
    java.util.Objects.requireNonNull(channel.keyFor(selector)).interestOps(operation);
    selector.select(left);
    selector.selectedKeys().clear();
  }

  /**
   * What the agent has committed.
   *
   * @throws IOException if the agent is gone
   */
  public JsonNode status() throws IOException {
    return ask(message("status"));
  }

  /** A message of a type, to be filled. */
  public static ObjectNode message(String type) {
    return Json.object().put("type", type);
  }

  @Override
  public void close() {
    try {
      selector.close();
      channel.close();
    } catch (IOException e) {
      // Closed is what was wanted.
    }
  }
}
