package io.trainwatt.agent.control;

import io.trainwatt.agent.json.JsonLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection. All of it on the socket's thread, but for what arrives from others, an answer or
 * a line unasked for, which only wakes that thread.
 */
final class Client {

  /** The longest line taken. */
  static final int MAX_LINE_BYTES = 64 << 10;

  private static final int FIRST_BYTES = 4 << 10;
  private static final int UNREAD_BYTES = 256 << 10;
  private static final int MAX_UNASKED = 64;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final LineHandler.Session session;
  private final LineCount count;
  private final LargeBuffers buffers;
  private final Consumer<Client> wake;
  private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>();
  private final Queue<String> unasked = new ConcurrentLinkedQueue<>();
  // What was read and is no whole line yet; grows to one line at most.
  private ByteBuffer in = ByteBuffer.allocate(FIRST_BYTES);
  private int scanned;
  private long unsentBytes;
  private boolean skipping;
  private boolean ended;
  private @Nullable CompletableFuture<String> awaited;

  Client(
      SocketChannel channel,
      SelectionKey key,
      LineHandler.Session session,
      LineCount count,
      LargeBuffers buffers,
      Consumer<Client> wake) {
    this.channel = channel;
    this.key = key;
    this.session = session;
    this.count = count;
    this.buffers = buffers;
    this.wake = wake;
    session.opened(this::tell);
  }

  private void tell(String line) {
    if (unasked.size() < MAX_UNASKED) {
      unasked.add(line);
      wake.accept(this);
    }
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** The channel can be read or written. */
  void ready() {
    try {
      if (key.isWritable()) {
        write();
      }
      if (key.isReadable() && maySpeak()) {
        read();
      }
      lines();
      settle();
    } catch (IOException | CancelledKeyException e) {
      close();
    }
  }

  /** The answer or a line unasked for is there: what waited behind it goes on. */
  void goOn() {
    try {
      if (isOpen()) {
        sendUnasked();
        lines();
        settle();
      }
    } catch (IOException | CancelledKeyException e) {
      close();
    }
  }

  private void sendUnasked() throws IOException {
    String line = unsentBytes < UNREAD_BYTES ? unasked.poll() : null;
    while (line != null) {
      send(line);
      line = unsentBytes < UNREAD_BYTES ? unasked.poll() : null;
    }
  }

  private boolean maySpeak() {
    return awaited == null && unsentBytes < UNREAD_BYTES && !ended;
  }

  private void read() throws IOException {
    if (!in.hasRemaining() && in.capacity() < MAX_LINE_BYTES) {
      Optional<ByteBuffer> larger = buffers.lend();
      if (larger.isPresent()) {
        in = larger.get().put(in.flip());
      }
    }
    ended = channel.read(in) < 0;
  }

  /** Takes all whole lines, up to one whose answer must come first. */
  private void lines() throws IOException {
    takeAnswer();
    int start = 0;
    while (maySpeakOn()) {
      int end = lineEnd();
      if (end < 0) {
        break;
      }
      if (skipping) {
        skipping = false;
      } else {
        line(new String(in.array(), start, end - start, StandardCharsets.UTF_8));
      }
      start = end + 1;
      scanned = start;
      takeAnswer();
    }
    keepRest(start);
  }

  private boolean maySpeakOn() {
    return awaited == null && unsentBytes < UNREAD_BYTES && !session.isOver();
  }

  private int lineEnd() {
    for (; scanned < in.position(); scanned++) {
      if (in.get(scanned) == '\n') {
        return scanned;
      }
    }
    return -1;
  }

  private void keepRest(int start) throws IOException {
    int rest = in.position() - start;
    if (start > 0) {
      in.limit(in.position()).position(start);
      in.compact();
      scanned -= start;
    }
    boolean full = rest == in.capacity() && scanned == rest;
    if (full && (rest == MAX_LINE_BYTES || buffers.isExhausted())) {
      if (!skipping) {
        refuse("too long", "the line is longer than " + rest + " bytes");
      }
      skipping = true;
      in.clear();
      scanned = 0;
    }
    if (in.position() == 0) {
      shrink();
    }
  }

  private void shrink() {
    if (in.capacity() > FIRST_BYTES) {
      in = ByteBuffer.allocate(FIRST_BYTES);
      buffers.giveBack();
    }
  }

  private void line(String line) throws IOException {
    if (line.isBlank()) {
      return;
    }
    try {
      Optional<CompletableFuture<String>> answer = session.line(line);
      count.used();
      if (answer.isPresent()) {
        awaited = answer.get();
        if (!answer.get().isDone()) {
          CompletableFuture<String> _ =
              answer.get().whenComplete((text, failure) -> wake.accept(this));
        }
      }
    } catch (Unusable e) {
      refuse("unusable", e.sentence());
    }
  }

  private void takeAnswer() throws IOException {
    CompletableFuture<String> answer = awaited;
    if (answer == null || !answer.isDone()) {
      return;
    }
    awaited = null;
    if (answer.isCompletedExceptionally()) {
      Throwable failure = answer.exceptionNow();
      send(error(failure.getMessage() == null ? failure.toString() : failure.getMessage()));
    } else {
      send(answer.resultNow());
    }
  }

  private void refuse(String reason, String message) throws IOException {
    count.dropped(reason);
    send(error(message));
  }

  private static String error(String message) {
    return JsonLine.of(
        json -> {
          json.writeStringField("type", "error");
          json.writeStringField("message", message);
        });
  }

  private void send(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    unsent.add(bytes);
    unsentBytes += bytes.remaining();
    write();
  }

  private void write() throws IOException {
    ByteBuffer next = unsent.peek();
    while (next != null) {
      unsentBytes -= channel.write(next);
      if (next.hasRemaining()) {
        return;
      }
      unsent.remove();
      next = unsent.peek();
    }
  }

  /** Says what to wait for next, or ends. */
  private void settle() {
    if (unsent.isEmpty() && (session.isOver() || (ended && awaited == null))) {
      close();
      return;
    }
    int read = maySpeak() ? SelectionKey.OP_READ : 0;
    key.interestOps(read | (unsent.isEmpty() ? 0 : SelectionKey.OP_WRITE));
  }

  void close() {
    if (isOpen()) {
      try {
        channel.close();
      } catch (IOException e) {
        // Gone either way.
      }
      key.cancel();
      shrink();
      session.closed();
    }
  }
}
