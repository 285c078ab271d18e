package io.trainwatt.cli.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.cli.console.Json;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent may do wrong, on a real socket. */
@Timeout(30)
class AgentConnectionTest {

  @TempDir Path folder;

  @Test
  void anAgentThatNeverAnswersIsNotWaitedForForEver() throws Exception {
    try (ServerSocketChannel _ = listen();
        AgentConnection connection = AgentConnection.open(socket())) {
      assertThatThrownBy(connection::status)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not answer");
    }
  }

  @Test
  void anAnswerMayComeInPiecesAndAfterAdvice() throws Exception {
    try (ServerSocketChannel agent = listen();
        AgentConnection connection = AgentConnection.open(socket());
        SocketChannel side = agent.accept()) {
      String lines = "{\"type\":\"advice\"}\n{\"type\":\"status\",\"node\":\"a/µ\"}\n";
      byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
      Thread.ofPlatform()
          .start(
              () -> {
                for (byte piece : bytes) {
                  write(side, new byte[] {piece});
                }
              });

      assertThat(connection.status().path("node").asText()).isEqualTo("a/µ");
    }
  }

  @Test
  void anAgentThatRefusesSaysWhy() throws Exception {
    try (ServerSocketChannel agent = listen();
        AgentConnection connection = AgentConnection.open(socket());
        SocketChannel side = agent.accept()) {
      write(
          side,
          "{\"type\":\"error\",\"message\":\"no such run\"}\n".getBytes(StandardCharsets.UTF_8));

      assertThatThrownBy(() -> connection.ask(Json.object().put("type", "ended")))
          .isInstanceOf(AgentRefused.class)
          .hasMessage("no such run");
    }
  }

  @Test
  void anAgentThatLeavesIsNoticed() throws Exception {
    try (ServerSocketChannel agent = listen();
        AgentConnection connection = AgentConnection.open(socket())) {
      agent.accept().close();

      assertThatThrownBy(connection::status).isInstanceOf(IOException.class);
    }
  }

  private Path socket() {
    return folder.resolve("agent.sock");
  }

  private ServerSocketChannel listen() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    return server;
  }

  private static void write(SocketChannel side, byte[] bytes) {
    try {
      side.write(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
