package io.trainwatt.collector.sink.route.courier;

import io.trainwatt.collector.sink.route.notice.Courier;
import io.trainwatt.collector.sink.route.notice.Delivery;
import io.trainwatt.collector.sink.route.notice.Notice;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a program with the webhook's body on its standard input. Nothing that comes from a run
 * stands on its command line or in its environment. It ends with 0 when it has told, with 100 when
 * it never will; after anything else it is run again later.
 */
final class CommandCourier implements Courier {
  private static final int NEVER = 100;
  private static final int MOST_SAID = 300;

  private final Receiver.Command receiver;
  private final Links links;

  CommandCourier(Receiver.Command receiver, Links links) {
    this.receiver = receiver;
    this.links = links;
  }

  @Override
  public Delivery deliver(Notice notice) throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(receiver.arguments()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    // Our own settings hold secrets that are none of its business.
    environment.keySet().removeIf(name -> name.startsWith("TRAINWATT_"));
    environment.put("TRAINWATT_ROUTE", notice.route());
    environment.put("TRAINWATT_DELIVERY", notice.key());
    environment.put("TRAINWATT_STATUS", notice.firing() ? "firing" : "resolved");
    String program = receiver.arguments().getFirst();
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return Delivery.unavailable("cannot run " + program + ": " + e.getMessage());
    }
    CompletableFuture<String> said = new CompletableFuture<>();
    aside(() -> said.complete(excerpt(process)));
    aside(() -> give(process, WebhookBody.of(notice, links, Integer.MAX_VALUE)));
    try {
      if (!process.waitFor(receiver.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        return Delivery.unavailable(program + " took longer than " + receiver.timeout());
      }
      return outcome(program, process.exitValue(), said(said));
    } finally {
      end(process);
    }
  }

  private static void aside(Runnable task) {
    Thread.ofPlatform().daemon().name("trainwatt-route-command").start(task);
  }

  // A child that it left behind may hold its output open.
  private static String said(CompletableFuture<String> said) throws InterruptedException {
    try {
      return said.get(200, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return "";
    }
  }

  private static Delivery outcome(String program, int status, String said) {
    String reason =
        "%s ended with %d%s".formatted(program, status, said.isEmpty() ? "" : ": " + said);
    return switch (status) {
      case 0 -> Delivery.delivered();
      case NEVER -> new Delivery.Refused(reason);
      default -> Delivery.unavailable(reason);
    };
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void give(Process process, byte[] body) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(body);
    } catch (IOException e) {
      // It does not want to know: its exit status decides.
    }
  }

  private static String excerpt(Process process) {
    try (InputStream out = process.getInputStream()) {
      byte[] first = out.readNBytes(MOST_SAID);
      out.transferTo(OutputStream.nullOutputStream());
      return Wording.oneLine(new String(first, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return "";
    }
  }
}
