package io.trainwatt.collector.sink.route.courier;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who is told, and how. Secrets stand in files of their own, which are read at each delivery. */
public sealed interface Receiver {

  /** How long one attempt may take. */
  Duration timeout();

  /**
   * Any HTTP server that takes Alertmanager's webhook body, version 4.
   *
   * @param secret signs the body where present
   * @param token sent as a bearer token where present
   * @param maxAlerts the most alerts in one body; the rest is counted in {@code truncatedAlerts}
   */
  record Webhook(
      Address url, Optional<Secret> secret, Optional<Secret> token, int maxAlerts, Duration timeout)
      implements Receiver {}

  /**
   * Replicas of one Prometheus Alertmanager.
   *
   * @param urls each with the prefix it is served under, if any
   * @param resend how often firing alerts are sent again; they end by themselves after four of it
   */
  record Alertmanager(List<URI> urls, Optional<Secret> token, Duration resend, Duration timeout)
      implements Receiver {
    public Alertmanager {
      urls = List.copyOf(urls);
    }
  }

  /** A Slack channel, by an incoming webhook. */
  record Slack(Address url, Duration timeout) implements Receiver {}

  /** A Microsoft Teams channel, by a workflow that takes an Adaptive Card. */
  record Teams(Address url, Duration timeout) implements Receiver {}

  /**
   * People, by mail.
   *
   * @param user empty where the server asks for none
   */
  record Email(
      String host,
      int port,
      Tls tls,
      Optional<String> user,
      Optional<Secret> password,
      String from,
      List<String> to,
      Duration timeout)
      implements Receiver {
    public Email {
      to = List.copyOf(to);
    }
  }

  /** A program of this machine, with the webhook's body on its standard input. */
  record Command(List<String> arguments, Duration timeout) implements Receiver {
    public Command {
      arguments = List.copyOf(arguments);
    }
  }

  /** How a mail server is spoken to. */
  enum Tls {
    /** In the clear. */
    NONE,
    /** In the clear at first; no mail without the turn to TLS. */
    STARTTLS,
    /** TLS from the first byte. */
    IMPLICIT
  }

  /** A secret's file. */
  record Secret(Path file) {}

  /** Where to post: an address, or the file that holds it where whoever knows it may post. */
  sealed interface Address {
    /** As it stands in the routes file. */
    record Plain(URI url) implements Address {}

    /** In a file of its own. */
    record InFile(Path file) implements Address {}
  }
}
