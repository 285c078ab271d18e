package io.trainwatt.cli.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Arguments as the bytes they are: a file's name need not be text in anybody's charset. */
public final class RawArguments {
  private RawArguments() {}

  /**
   * The bytes of a command that stands at the end of this process's own command line.
   *
   * @param command as decoded; its own UTF-8 bytes are the answer where it does not stand there
   */
  public static List<byte[]> of(List<String> command) {
    try {
      List<byte[]> all = split(Files.readAllBytes(Path.of("/proc/self/cmdline")));
      if (all.size() > command.size()) {
        List<byte[]> tail = all.subList(all.size() - command.size(), all.size());
        if (agrees(tail, command)) {
          return List.copyOf(tail);
        }
      }
    } catch (IOException e) {
      // Without /proc the decoded text is all there is.
    }
    return command.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static boolean agrees(List<byte[]> raw, List<String> decoded) {
    for (int i = 0; i < raw.size(); i++) {
      String ascii = decoded.get(i);
      boolean plain = ascii.chars().allMatch(c -> c < 0x80 && c != '?');
      if (plain && !ascii.equals(new String(raw.get(i), StandardCharsets.UTF_8))) {
        return false;
      }
    }
    return true;
  }

  private static List<byte[]> split(byte[] block) {
    List<byte[]> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < block.length; i++) {
      if (block[i] == 0) {
        parts.add(java.util.Arrays.copyOfRange(block, start, i));
        start = i + 1;
      }
    }
    return parts;
  }
}
