package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Subject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Key of an alert on its topic: the fingerprint is the key, the subject decides the partition.
 *
 * @param subject "run/..." or "node/..."
 */
public record AlertKey(String subject, String fingerprint) {
  private static final int FINGERPRINT_BYTES = 12;

  /** Hash of rule and subject: the same alert again has the same. */
  static String fingerprint(String rule, Subject subject) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha.digest((rule + '\n' + subject.key()).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Path of a rule's section in {@code docs/}. */
  static String docs(String rule) {
    return "docs/reference/alerts.md#" + rule.toLowerCase(Locale.ROOT);
  }
}
