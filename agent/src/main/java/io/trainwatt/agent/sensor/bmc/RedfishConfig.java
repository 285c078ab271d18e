package io.trainwatt.agent.sensor.bmc;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a BMC is asked by Redfish.
 *
 * @param url scheme and authority, such as {@code https://bmc.example}
 * @param account absent: asked without one
 * @param auth how the account is shown
 * @param trust which certificate is believed
 * @param chassis the id of the chassis that is the node; absent: found
 * @param timeout what one request may take, body included
 */
public record RedfishConfig(
    URI url,
    Optional<Account> account,
    Auth auth,
    Trust trust,
    Optional<String> chassis,
    Duration timeout) {

  /** A slow BMC takes seconds. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /** A BMC's account; the password is read from its file at each login and kept nowhere. */
  public record Account(String user, Path passwordFile) {}

  /** How an account is shown. */
  public enum Auth {
    /** One login, then its token (DSP0266, session login authentication). */
    SESSION,
    /** Name and password with each request. */
    BASIC
  }

  /** Which server certificate is believed. */
  public sealed interface Trust {
    /** One that the Java runtime's authorities signed for this host. */
    record JavaAuthorities() implements Trust {}

    /** One that an authority of a PEM file signed for this host. */
    record Authorities(Path caFile) implements Trust {}

    /**
     * This one, whatever its host and dates: most BMCs sign their own.
     *
     * @param sha256 of its DER form, 64 hexadecimal digits in lower case
     */
    record Pinned(String sha256) implements Trust {
      private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

      /**
       * @throws IllegalArgumentException unless it is a SHA-256; colons and capitals are taken
       */
      public Pinned {
        sha256 = sha256.replace(":", "").toLowerCase(Locale.ROOT);
        if (!DIGITS.matcher(sha256).matches()) {
          throw new IllegalArgumentException("is no SHA-256: 64 hexadecimal digits");
        }
      }
    }
  }

  /**
   * @throws IllegalArgumentException if the URL cannot be used, or would show a password in clear
   *     text
   */
  public RedfishConfig {
    String scheme = url.getScheme() == null ? "" : url.getScheme();
    if (!(scheme.equals("https") || scheme.equals("http")) || url.getHost() == null) {
      throw new IllegalArgumentException("is no URL such as https://bmc.example");
    }
    if (url.getUserInfo() != null) {
      throw new IllegalArgumentException("holds a password; set user and passwordFile");
    }
    if (scheme.equals("http") && account.isPresent()) {
      throw new IllegalArgumentException("would show the password to the network; use https");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the timeout is not positive");
    }
  }
}
