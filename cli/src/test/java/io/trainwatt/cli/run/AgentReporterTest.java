package io.trainwatt.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AgentReporterTest {
  private static final RunIdentity IDENTITY =
      new RunIdentity("r1", "short", Map.of(), "run", List.of("true"));
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @TempDir Path folder;

  @Test
  void aRunThatTheAgentCannotUseSaysWhy() throws Exception {
    Path socket = folder.resolve("agent.sock");
    try (ServerSocketChannel agent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      agent.bind(UnixDomainSocketAddress.of(socket));
      AgentReporter reporter = new AgentReporter(List.of(socket), IDENTITY, 1);
      reporter.start();
      // The first is looked at and left: that an agent is there.
      agent.accept().close();
      try (SocketChannel side = agent.accept()) {
        side.write(
            ByteBuffer.wrap(
                "{\"type\":\"error\",\"message\":\"no process\"}\n"
                    .getBytes(StandardCharsets.UTF_8)));

        assertThat(reporter.end(0, PATIENCE)).contains("no process");
      }
    }
  }

  @Test
  void anAgentThatIsNotThereDidNotAnswer() {
    AgentReporter reporter = new AgentReporter(List.of(folder.resolve("nobody.sock")), IDENTITY, 1);
    reporter.start();

    assertThat(reporter.end(0, Duration.ofMillis(300)).orElseThrow()).contains("did not answer");
  }
}
