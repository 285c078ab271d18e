package io.trainwatt.cli.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One connection to the agent: a JSON object a line each way. Used by one thread. */
public final class AgentConnection implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader answers;

  private AgentConnection(SocketChannel channel) {
    this.channel = channel;
    this.answers =
        new BufferedReader(
            Channels.newReader(channel, StandardCharsets.UTF_8.newDecoder(), 1 << 16));
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
      return new AgentConnection(channel);
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
    while (line.hasRemaining()) {
      channel.write(line);
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
    while (true) {
      String line = answers.readLine();
      if (line == null) {
        throw new IOException("the agent closed the connection");
      }
      JsonNode answer = Json.read(line);
      String type = answer.path("type").asText();
      if (type.equals("error")) {
        throw new AgentRefused(answer.path("message").asText("no reason given"));
      }
      if (!type.equals("advice")) {
        return answer;
      }
    }
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
      channel.close();
    } catch (IOException e) {
      // Closed is what was wanted.
    }
  }
}
