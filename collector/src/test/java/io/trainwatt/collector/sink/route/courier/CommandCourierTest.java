package io.trainwatt.collector.sink.route.courier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainwatt.collector.sink.route.notice.Courier;
import io.trainwatt.collector.sink.route.notice.Delivery;
import io.trainwatt.collector.sink.route.notice.Notice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandCourierTest {
  @TempDir Path dir;

  @Test
  void programGetsTheBodyOnItsInputAndNothingOfARunElsewhere() throws Exception {
    Path out = dir.resolve("out");
    Notice notice = Notices.of(Notices.hostile());

    Delivery delivery =
        deliver("cat > \"$1\"; env | grep TRAINWATT_ | sort >> \"$1\".env", out, notice);

    assertThat(delivery).isEqualTo(Delivery.delivered());
    JsonNode body = new ObjectMapper().readTree(Files.readAllBytes(out));
    assertThat(body.at("/alerts/0/annotations/summary").asText()).isEqualTo(Notices.HOSTILE);
    assertThat(Files.readString(Path.of(out + ".env")))
        .isEqualTo(
            "TRAINWATT_DELIVERY=%s\nTRAINWATT_ROUTE=ops\nTRAINWATT_STATUS=firing\n"
                .formatted(notice.key()));
  }

  @Test
  void exitStatusSaysWhatBecameOfIt() throws Exception {
    assertThat(deliver("cat > /dev/null; exit 100", dir, Notices.firing()))
        .isEqualTo(new Delivery.Refused("/bin/sh ended with 100"));
    assertThat(deliver("echo no network >&2; exit 1", dir, Notices.firing()))
        .isInstanceOf(Delivery.Unavailable.class);
  }

  @Test
  void programThatReadsNothingOfALongBodyIsNoHindrance() throws Exception {
    assertThat(deliver("exit 0", dir, Notices.many(500))).isEqualTo(Delivery.delivered());
  }

  @Test
  void programThatHangsIsEndedWithAllItsChildren() throws Exception {
    Path pid = dir.resolve("pid");

    Delivery delivery =
        deliver("sleep 300 & echo $! > \"$1\"; wait", pid, Notices.firing(), Duration.ofSeconds(2));

    assertThat(delivery).isEqualTo(Delivery.unavailable("/bin/sh took longer than PT2S"));
    long child = Long.parseLong(Files.readString(pid).strip());
    org.awaitility.Awaitility.await()
        .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void programThatIsGoneKeepsTheNotice() throws Exception {
    try (Courier courier =
        Couriers.of(
            new Receiver.Command(List.of(dir.resolve("gone").toString()), Duration.ofSeconds(5)),
            Notices.LINKS,
            Clock.systemUTC())) {
      assertThat(courier.deliver(Notices.firing())).isInstanceOf(Delivery.Unavailable.class);
    }
  }

  private static Delivery deliver(String script, Path argument, Notice notice) throws Exception {
    return deliver(script, argument, notice, Duration.ofSeconds(30));
  }

  private static Delivery deliver(String script, Path argument, Notice notice, Duration timeout)
      throws Exception {
    Receiver.Command command =
        new Receiver.Command(List.of("/bin/sh", "-c", script, "sh", argument.toString()), timeout);
    try (Courier courier = Couriers.of(command, Notices.LINKS, Clock.systemUTC())) {
      return courier.deliver(notice);
    }
  }
}
