package io.trainwatt.collector.sink.route.courier;

import io.trainwatt.collector.sink.route.notice.Courier;
import java.time.Clock;

/** Makes the courier of a receiver. */
public final class Couriers {
  private Couriers() {}

  /** One of its kind; opens no connection yet. */
  public static Courier of(Receiver receiver, Links links, Clock clock) {
    return switch (receiver) {
      case Receiver.Webhook webhook -> new WebhookCourier(webhook, links, clock);
      case Receiver.Alertmanager manager -> new AlertmanagerCourier(manager, links, clock);
      case Receiver.Slack slack -> new SlackCourier(slack, links, clock);
      case Receiver.Teams teams -> new TeamsCourier(teams, links, clock);
      case Receiver.Email email -> new EmailCourier(email, links, clock);
      case Receiver.Command command -> new CommandCourier(command, links);
    };
  }
}
