package io.trainwatt.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeLockTest {

  @TempDir Path directory;

  /** A process that holds a lock until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      NodeLock lock =
          NodeLock.take(args[0], List.of(Path.of(args[1])), ProcessHandle.current().pid());
      System.out.println("held");
      System.in.read();
      lock.close();
    }
  }

  @Test
  void aSecondAgentIsToldWhoHasTheNodeAndTakesOverWhenItDies() throws Exception {
    Process holder = ChildJvm.of(Holder.class, "c/n", directory.toString()).start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      assertThatThrownBy(() -> NodeLock.take("c/n", List.of(directory), 1))
          .isInstanceOf(AlreadyOwned.class)
          .hasMessageContaining("node c/n already has an agent, process " + holder.pid());
    } finally {
      ChildJvm.kill(holder);
    }
    NodeLock.take("c/n", List.of(directory), 1).close();
  }

  @Test
  void anAgentOfTheSameProcessIsRefusedToo() throws Exception {
    try (NodeLock _ = NodeLock.take("c/n", List.of(directory), 4711)) {
      assertThatThrownBy(() -> NodeLock.take("c/n", List.of(directory), 1))
          .isInstanceOf(AlreadyOwned.class)
          .hasMessageContaining("process 4711");
    }
  }

  @Test
  void twoNodesOfOneMachineHaveALockEach() throws Exception {
    try (NodeLock _ = NodeLock.take("c/a", List.of(directory), 1);
        NodeLock _ = NodeLock.take("c/b", List.of(directory), 1)) {
      assertThat(directory).isDirectoryContaining("glob:**-c_a.lock");
      assertThat(directory).isDirectoryContaining("glob:**-c_b.lock");
    }
  }

  @Test
  void agentsThatShareAnyDirectoryMeet() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    try (NodeLock _ = NodeLock.take("c/n", List.of(other, directory), 1)) {
      assertThatThrownBy(() -> NodeLock.take("c/n", List.of(directory), 2))
          .isInstanceOf(AlreadyOwned.class);
    }
  }

  @Test
  void withoutAnyDirectoryItSaysSo() {
    assertThatThrownBy(() -> NodeLock.take("c/n", List.of(directory.resolve("none")), 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("set lockDir");
  }

  @Test
  void aSymbolicLinkIsNotFollowed() throws IOException {
    Path target = Files.writeString(directory.resolve("precious"), "data");
    Files.createSymbolicLink(directory.resolve("trainwatt-agent-c_n.lock"), target);
    assertThatThrownBy(() -> NodeLock.take("c/n", List.of(directory), 1))
        .isInstanceOf(IOException.class);
    assertThat(target).hasContent("data");
  }
}
