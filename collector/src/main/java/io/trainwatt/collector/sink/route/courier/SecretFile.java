package io.trainwatt.collector.sink.route.courier;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads what only a file may hold, each time anew, so that a secret can be changed at any time. */
final class SecretFile {
  private static final int LONGEST = 1 << 14;

  private SecretFile() {}

  /**
   * The secret without the white space around it.
   *
   * @throws IOException naming the file, if it cannot be read, is empty or far too long
   */
  static String read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException("the secret " + file + " is not there or cannot be read");
    }
    if (Files.size(file) > LONGEST) {
      throw new IOException("the secret " + file + " is longer than " + LONGEST + " bytes");
    }
    String secret = Files.readString(file, StandardCharsets.UTF_8).strip();
    if (secret.isEmpty()) {
      throw new IOException("the secret " + file + " is empty");
    }
    return secret;
  }

  /**
   * Where to post.
   *
   * @throws IOException if it stands in a file that has no address; never says what it has
   */
  static URI address(Receiver.Address address) throws IOException {
    return switch (address) {
      case Receiver.Address.Plain(URI url) -> url;
      case Receiver.Address.InFile(Path file) -> {
        try {
          URI url = new URI(read(file));
          if (!isHttp(url)) {
            throw new IOException("the file " + file + " holds no http:// or https:// address");
          }
          yield url;
        } catch (URISyntaxException e) {
          throw new IOException("the file " + file + " holds no address");
        }
      }
    };
  }

  /** Whether it can be posted to. */
  static boolean isHttp(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    return (scheme.equals("http") || scheme.equals("https")) && url.getHost() != null;
  }
}
