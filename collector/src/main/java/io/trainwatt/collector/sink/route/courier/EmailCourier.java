package io.trainwatt.collector.sink.route.courier;

import io.trainwatt.collector.sink.route.notice.Courier;
import io.trainwatt.collector.sink.route.notice.Delivery;
import io.trainwatt.collector.sink.route.notice.Notice;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/**
 * Sends plain text by SMTP. Each recipient is a transaction of its own and those who have the mail
 * are remembered, so that one address that fails brings nobody the same mail again. The message id
 * is made of what is told: a repetition has the same.
 */
final class EmailCourier implements Courier {
  private static final int PERMANENT = 500;

  private final Receiver.Email receiver;
  private final Links links;
  private final Clock clock;
  // Whom the notice on its way is done with: empty who has it, else why he never will.
  private final Map<String, Optional<String>> done = new TreeMap<>();
  private String onItsWay = "";

  EmailCourier(Receiver.Email receiver, Links links, Clock clock) {
    this.receiver = receiver;
    this.links = links;
    this.clock = clock;
  }

  @Override
  public synchronized Delivery deliver(Notice notice) {
    Session session = Session.getInstance(properties());
    if (!notice.key().equals(onItsWay)) {
      onItsWay = notice.key();
      done.clear();
    }
    List<String> later = new ArrayList<>();
    try (Transport transport = session.getTransport("smtp")) {
      MimeMessage message = message(session, notice);
      connect(transport);
      for (Address address : message.getAllRecipients()) {
        if (!done.containsKey(address.toString())) {
          send(transport, message, address, later);
        }
      }
    } catch (AuthenticationFailedException e) {
      return Delivery.unavailable(
          "%s refuses user and password: %s".formatted(place(), Wording.oneLine(reason(e))));
    } catch (MessagingException | IOException e) {
      return Delivery.unavailable("%s: %s".formatted(place(), Wording.oneLine(reason(e))));
    }
    return outcome(later);
  }

  private Delivery outcome(List<String> later) {
    if (!later.isEmpty()) {
      return Delivery.unavailable(place() + ": " + String.join("; ", later));
    }
    List<String> refused = done.values().stream().flatMap(Optional::stream).toList();
    boolean nobody = refused.size() == done.size();
    done.clear();
    onItsWay = "";
    if (nobody) {
      return new Delivery.Refused(place() + ": " + String.join("; ", refused));
    }
    return new Delivery.Delivered(
        refused.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", refused)));
  }

  private void send(Transport transport, MimeMessage message, Address address, List<String> later)
      throws MessagingException {
    try {
      transport.sendMessage(message, new Address[] {address});
      done.put(address.toString(), Optional.empty());
    } catch (SendFailedException e) {
      String what = "%s: %s".formatted(address, Wording.oneLine(reason(e)));
      if (code(e) >= PERMANENT) {
        done.put(address.toString(), Optional.of(what));
      } else {
        later.add(what);
      }
    }
  }

  private void connect(Transport transport) throws MessagingException, IOException {
    if (receiver.user().isPresent()) {
      String password =
          receiver.password().isPresent() ? SecretFile.read(receiver.password().get().file()) : "";
      transport.connect(receiver.host(), receiver.port(), receiver.user().get(), password);
    } else {
      transport.connect(receiver.host(), receiver.port(), null, null);
    }
  }

  private MimeMessage message(Session session, Notice notice) throws MessagingException {
    MimeMessage message =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + notice.key() + "@trainwatt>");
          }
        };
    message.setFrom(new InternetAddress(receiver.from(), true));
    for (String to : receiver.to()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
    }
    message.setSubject(Wording.title(notice), StandardCharsets.UTF_8.name());
    message.setText(text(notice, links), StandardCharsets.UTF_8.name());
    message.setSentDate(Date.from(clock.instant()));
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("X-Trainwatt-Delivery", notice.key());
    message.saveChanges();
    return message;
  }

  static String text(Notice notice, Links links) {
    StringBuilder text = new StringBuilder();
    for (Wording.Item item : Wording.items(notice, links)) {
      text.append(item.title()).append("\r\n");
      item.lines().forEach(line -> text.append("  ").append(line).append("\r\n"));
      item.link().ifPresent(url -> text.append("  ").append(url).append("\r\n"));
      text.append("\r\n");
    }
    Wording.rest(notice).ifPresent(more -> text.append(more).append("\r\n"));
    return text.append("-- \r\nTrainwatt, route ").append(notice.route()).append("\r\n").toString();
  }

  private Properties properties() {
    String millis = Long.toString(receiver.timeout().toMillis());
    Properties properties = new Properties();
    properties.put("mail.smtp.connectiontimeout", millis);
    properties.put("mail.smtp.timeout", millis);
    properties.put("mail.smtp.writetimeout", millis);
    properties.put("mail.smtp.auth", Boolean.toString(receiver.user().isPresent()));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    boolean starttls = receiver.tls() == Receiver.Tls.STARTTLS;
    properties.put("mail.smtp.starttls.enable", Boolean.toString(starttls));
    properties.put("mail.smtp.starttls.required", Boolean.toString(starttls));
    properties.put(
        "mail.smtp.ssl.enable", Boolean.toString(receiver.tls() == Receiver.Tls.IMPLICIT));
    return properties;
  }

  private String place() {
    return "smtp://" + receiver.host() + ":" + receiver.port();
  }

  private static int code(Exception failure) {
    for (Exception e = failure; e instanceof MessagingException m; e = m.getNextException()) {
      if (e instanceof SMTPAddressFailedException address) {
        return address.getReturnCode();
      }
      if (e instanceof SMTPSendFailedException send
          && !(send.getNextException() instanceof SMTPAddressFailedException)) {
        return send.getReturnCode();
      }
    }
    return 0;
  }

  /** The innermost cause says most. */
  private static String reason(Exception failure) {
    Exception last = failure;
    while (last instanceof MessagingException m && m.getNextException() != null) {
      last = m.getNextException();
    }
    String message = last.getMessage();
    return message == null ? last.getClass().getSimpleName() : message;
  }
}
