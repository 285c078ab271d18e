package io.trainwatt.collector.sink.route.courier;

import io.trainwatt.collector.sink.route.notice.Courier;
import io.trainwatt.collector.sink.route.notice.Delivery;
import io.trainwatt.collector.sink.route.notice.Notice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts the webhook body. {@code X-Trainwatt-Delivery} names what is told, {@code
 * X-Trainwatt-Signature} is {@code v1=} and the HMAC-SHA256 of timestamp, a point and the body.
 */
final class WebhookCourier implements Courier {
  private final Receiver.Webhook receiver;
  private final Links links;
  private final Clock clock;
  private final Http http;

  WebhookCourier(Receiver.Webhook receiver, Links links, Clock clock) {
    this.receiver = receiver;
    this.links = links;
    this.clock = clock;
    this.http = new Http(receiver.timeout(), clock);
  }

  @Override
  public Delivery deliver(Notice notice) throws InterruptedException {
    byte[] body = WebhookBody.of(notice, links, receiver.maxAlerts());
    try {
      Map<String, String> headers = new TreeMap<>();
      headers.put("X-Trainwatt-Delivery", notice.key());
      if (receiver.token().isPresent()) {
        String token = SecretFile.read(receiver.token().get().file());
        headers.put("Authorization", "Bearer " + token);
      }
      if (receiver.secret().isPresent()) {
        String seconds = Http.seconds(clock.instant());
        headers.put("X-Trainwatt-Timestamp", seconds);
        headers.put(
            "X-Trainwatt-Signature",
            "v1=" + signature(SecretFile.read(receiver.secret().get().file()), seconds, body));
      }
      return http.post(SecretFile.address(receiver.url()), body, headers, receiver.timeout());
    } catch (IOException e) {
      return Delivery.unavailable(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    http.close();
  }

  static String signature(String secret, String seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
