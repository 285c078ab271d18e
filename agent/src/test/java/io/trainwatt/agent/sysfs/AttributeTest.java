package io.trainwatt.agent.sysfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AttributeTest {
  @TempDir private Path folder;
  private final Content content = Content.ofText();

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("energy_uj"), text);
  }

  @Test
  void whatChangesIsReadAnewThroughTheSameDescriptor() throws IOException {
    Path file = file("17\n");
    try (Attribute attribute = new Attribute(file)) {
      assertThat(attribute.number(content)).isEqualTo(17);
      Files.writeString(file, "9223372036854775807");
      assertThat(attribute.number(content)).isEqualTo(Long.MAX_VALUE);
    }
  }

  @Test
  void numbersMayEndInWhiteSpace() throws IOException {
    for (String text : new String[] {"0", "262143328850\n", "9223372036854775807 \n"}) {
      try (Attribute attribute = new Attribute(file(text))) {
        assertThat(attribute.number(content)).isEqualTo(Long.parseLong(text.strip()));
      }
    }
  }

  @Test
  void whatIsNoNumberIsRefusedWithPathAndContent() throws IOException {
    for (String text :
        new String[] {
          "",
          "\n",
          "-1\n",
          "1.5",
          "9223372036854775808\n",
          "99999999999999999999",
          "1 2\n",
          "x",
          "0x1f",
          "\u0007"
        }) {
      Path file = file(text);
      try (Attribute attribute = new Attribute(file)) {
        assertThatThrownBy(() -> attribute.number(content))
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith(file + ": not a whole number from 0 to 2^63 - 1: \"");
      }
    }
  }

  @Test
  void whatIsLongerThanAnyAttributeIsRefused() throws IOException {
    Path file = file("1".repeat(2_049));
    try (Attribute attribute = new Attribute(file)) {
      assertThatThrownBy(() -> attribute.read(content))
          .hasMessage(file + ": longer than 2048 bytes");
      assertThat(content.length()).isZero();
    }
  }

  @Test
  void whatIsGoneIsSaidAndItsSuccessorIsRead() throws IOException {
    Path file = file("1");
    try (Attribute attribute = new Attribute(file)) {
      Files.delete(file);
      assertThatThrownBy(() -> attribute.read(content))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessage(file + ": no such file");
      file("2");
      assertThat(attribute.number(content)).isEqualTo(2);
    }
  }

  @Test
  void pipeIsRefusedInsteadOfWaitedFor() throws Exception {
    Path pipe = folder.resolve("energy_uj");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    try (Attribute attribute = new Attribute(pipe)) {
      assertThatThrownBy(() -> attribute.read(content)).hasMessage(pipe + ": not a regular file");
    }
  }
}
