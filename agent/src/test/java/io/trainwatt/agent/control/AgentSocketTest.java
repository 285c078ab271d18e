package io.trainwatt.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import io.trainwatt.agent.progress.SenderFacts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class AgentSocketTest {

  @TempDir Path directory;

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<Optional<String>> peers = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> later = new CompletableFuture<>();
  private volatile Consumer<String> tellLast = line -> {};
  private @Nullable AgentSocket socket;

  /** Answers "ask" with its number, "later" once told to, and takes the rest without a word. */
  private final class Echo implements LineHandler.Session {
    private boolean over;

    @Override
    public void opened(Consumer<String> unasked) {
      tellLast = unasked;
    }

    @Override
    public Optional<CompletableFuture<String>> line(String line) throws Unusable {
      if (line.startsWith("progress")) {
        return Optional.empty();
      }
      lines.add(line);
      over = line.equals("bye");
      if (line.equals("refuse")) {
        throw new Unusable("field x is missing");
      }
      if (line.startsWith("ask")) {
        return Optional.of(CompletableFuture.completedFuture("answer " + lines.size()));
      }
      return line.equals("later") ? Optional.of(later) : Optional.empty();
    }

    @Override
    public boolean isOver() {
      return over;
    }
  }

  @BeforeEach
  void listen() throws IOException {
    socket =
        AgentSocket.open(
            path(),
            false,
            peer -> {
              peers.add(peer);
              return new Echo();
            });
  }

  @AfterEach
  void close() {
    socket().close();
  }

  private AgentSocket socket() {
    AgentSocket open = socket;
    if (open == null) {
      throw new IllegalStateException("not listening");
    }
    return open;
  }

  private Path path() {
    return directory.resolve("d/agent.sock");
  }

  private record Talk(SocketChannel channel, OutputStream out, BufferedReader in)
      implements AutoCloseable {
    void say(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private Talk talk() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(path()));
    return new Talk(
        channel,
        Channels.newOutputStream(channel),
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8)));
  }

  @Test
  void aClientIsToldWhatItDidNotAskForAlsoWhileItWaitsForAnAnswer() throws IOException {
    try (Talk talk = talk()) {
      talk.say("ask\n");
      assertThat(talk.in().readLine()).isEqualTo("answer 1");
      tellLast.accept("by the way");
      assertThat(talk.in().readLine()).isEqualTo("by the way");
      talk.say("later\n");
      Awaitility.await().until(() -> lines.contains("later"));
      tellLast.accept("meanwhile");
      assertThat(talk.in().readLine()).isEqualTo("meanwhile");
      later.complete("at last");
      assertThat(talk.in().readLine()).isEqualTo("at last");
    }
  }

  @Test
  void aLineIsAnsweredHoweverItArrives() throws IOException {
    try (Talk talk = talk()) {
      talk.say("as");
      talk.say("k 1\nask");
      talk.say(" 2\n\nquiet\n");
      talk.say("ask 3\n");
      assertThat(talk.in().readLine()).isEqualTo("answer 1");
      assertThat(talk.in().readLine()).isEqualTo("answer 2");
      assertThat(talk.in().readLine()).isEqualTo("answer 4");
    }
  }

  @Test
  void linesBehindAPendingAnswerWaitForIt() throws IOException {
    try (Talk talk = talk()) {
      talk.say("later\nask\n");
      Awaitility.await().until(() -> lines.contains("later"));
      assertThat(lines).doesNotContain("ask");
      assertThat(later.complete("now")).isTrue();
      assertThat(talk.in().readLine()).isEqualTo("now");
      assertThat(talk.in().readLine()).isEqualTo("answer 2");
    }
  }

  @Test
  void anUnusableLineIsAnsweredAndCountedAndTheConnectionStays() throws Exception {
    try (Talk talk = talk()) {
      talk.say("refuse\nask\n");
      assertThat(JsonObject.parse(talk.in().readLine()).text("message"))
          .contains("field x is missing");
      assertThat(talk.in().readLine()).isEqualTo("answer 2");
      assertThat(socket().count().dropped()).containsEntry("unusable", 1L);
      assertThat(socket().count().balances()).isTrue();
    }
  }

  @Test
  void anEndlessLineIsRefusedOnceAndWhatFollowsIsRead() throws Exception {
    try (Talk talk = talk()) {
      talk.say("x".repeat(3 * Client.MAX_LINE_BYTES) + "\nask\n");
      assertThat(error(talk.in().readLine())).contains("longer than");
      assertThat(talk.in().readLine()).isEqualTo("answer 1");
      assertThat(socket().count().dropped()).containsEntry("too long", 1L);
    }
  }

  private static String error(String line) throws MalformedJson {
    return JsonObject.parse(line).text("message").orElseThrow();
  }

  @Test
  void theLongestLineAllowedIsTaken() throws IOException {
    try (Talk talk = talk()) {
      String longest = "ask" + "x".repeat(Client.MAX_LINE_BYTES - 4);
      talk.say(longest + "\n");
      assertThat(talk.in().readLine()).isEqualTo("answer 1");
      assertThat(lines).containsExactly(longest);
    }
  }

  @Test
  void thousandsOfLinesOfManyClientsAreAllTaken() throws Exception {
    List<Talk> talks = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 20; i++) {
      talks.add(talk());
    }
    for (Talk talk : talks) {
      talk.say("progress line\n".repeat(1_000));
    }
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> socket().count().out() == 20_000);
    for (Talk talk : talks) {
      talk.close();
    }
  }

  @Test
  void aClientThatSaysGoodbyeIsClosed() throws IOException {
    try (Talk talk = talk()) {
      talk.say("bye\n");
      assertThat(talk.in().readLine()).isNull();
    }
  }

  @Test
  void theUserAtTheOtherEndIsKnown() throws IOException {
    try (Talk talk = talk()) {
      talk.say("ask\n");
      assertThat(talk.in().readLine()).isNotNull();
      assertThat(peers).containsExactly(Optional.of(System.getProperty("user.name")));
    }
  }

  @Test
  void onlyItsOwnerMayConnectUnlessItIsForEveryone() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
    try (AgentSocket _ = AgentSocket.open(directory.resolve("all.sock"), true, _ -> new Echo())) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve("all.sock"))))
          .isEqualTo("rw-rw-rw-");
    }
  }

  @Test
  void aLiveSocketIsNotTakenAndADeadOneIsReplaced() throws IOException {
    assertThatThrownBy(() -> AgentSocket.open(path(), false, _ -> new Echo()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another agent listens at");
    socket().close();
    Files.writeString(path(), "left behind");
    listen();
    try (Talk talk = talk()) {
      talk.say("ask\n");
      assertThat(talk.in().readLine()).isEqualTo("answer 1");
    }
  }

  @Test
  void aClientIsToldWhyItIsRefused() throws IOException {
    socket().close();
    try (AgentSocket _ =
            AgentSocket.open(
                path(),
                false,
                _ ->
                    line -> {
                      throw new Unusable("no " + line.length());
                    });
        AgentClient client = AgentClient.connect(path())) {
      assertThatThrownBy(() -> client.ended("r", OptionalInt.of(1)))
          .isInstanceOf(AgentRefusal.class)
          .hasMessage("no 40");
    }
  }

  @Test
  void aClientIsAnsweredByName() throws IOException {
    socket().close();
    String welcome = "{\"type\":\"welcome\",\"run\":\"r\",\"node\":\"c/n\"}";
    try (AgentSocket _ =
            AgentSocket.open(
                path(),
                false,
                _ ->
                    line -> {
                      lines.add(line);
                      return Optional.of(CompletableFuture.completedFuture(welcome));
                    });
        AgentClient client = AgentClient.connect(path())) {
      AgentClient.Joined joined =
          client.hello(
              new AgentClient.Hello(
                  7,
                  "console",
                  Optional.of("r"),
                  Optional.empty(),
                  Map.of("k", "v"),
                  0,
                  SenderFacts.PLAIN));
      assertThat(joined).isEqualTo(new AgentClient.Joined("r", "c/n"));
      assertThat(lines.getFirst())
          .isEqualTo(
              "{\"type\":\"hello\",\"v\":1,\"pid\":7,\"source\":\"console\",\"run\":\"r\","
                  + "\"labels\":{\"k\":\"v\"},\"rank\":0,\"world_size\":1,\"scope\":\"rank\"}");
    }
  }

  @Test
  void socketsAreLookedForInTheDocumentedOrder() {
    assertThat(SocketPaths.candidates(Map.of("TRAINWATT_SOCKET", "/a/b"), 5))
        .containsExactly(Path.of("/a/b"));
    assertThat(SocketPaths.candidates(Map.of("XDG_RUNTIME_DIR", "/run/user/5"), 5))
        .containsExactly(
            Path.of("/run/trainwatt/agent.sock"),
            Path.of("/run/user/5/trainwatt/agent.sock"),
            Path.of("/tmp/trainwatt-5/agent.sock"));
  }
}
