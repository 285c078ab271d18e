package io.trainwatt.cli.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The network between agents and broker: every connection passes through here, and here it is
 * stalled, slowed down and cut.
 */
final class Wire implements AutoCloseable {
  private static final int CHUNK = 16 << 10;
  private static final int SLOW_CHUNK = 1 << 10;
  private static final long SLOW_MILLIS = 40;
  private static final long LOOKS_EVERY_MILLIS = 20;
  private static final int CONNECT_MILLIS = 2_000;

  /** How it is at the moment. */
  enum State {
    WHOLE,
    /** Connections stay, and nothing passes. */
    STALLED,
    /** 25 KiB a second. */
    SLOW,
    /** Connections end, and there are no new ones. */
    CUT;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final ServerSocket server;
  private final int brokerPort;
  private final Random random;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Thread weather;
  private volatile State state = State.WHOLE;
  private volatile boolean calm = true;
  private volatile boolean closing;
  private final AtomicInteger faults = new AtomicInteger();

  /** Listens on a free port of loopback. */
  Wire(int brokerPort, Random random) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.brokerPort = brokerPort;
    this.random = random;
    Thread.ofPlatform().daemon().name("wire").start(this::accept);
    this.weather = Thread.ofPlatform().daemon().name("weather").start(this::change);
  }

  int port() {
    return server.getLocalPort();
  }

  State state() {
    return state;
  }

  /** How often it was stalled, slowed down or cut. */
  int faults() {
    return faults.get();
  }

  /** Lets faults come from now on, or no more. */
  void calm(boolean calm) {
    this.calm = calm;
    if (calm) {
      state = State.WHOLE;
    }
  }

  private void change() {
    try {
      while (!closing) {
        Thread.sleep(1_000 + random.nextInt(4_000));
        if (!calm) {
          state = State.values()[1 + random.nextInt(3)];
          faults.incrementAndGet();
          if (state == State.CUT) {
            sockets.forEach(Wire::end);
          }
          Thread.sleep(500 + random.nextInt(3_000));
        }
        state = State.WHOLE;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!closing) {
      try {
        Socket agent = server.accept();
        if (state == State.CUT) {
          end(agent);
          continue;
        }
        Socket broker = new Socket();
        sockets.add(agent);
        sockets.add(broker);
        Thread.ofVirtual().start(() -> connect(agent, broker));
      } catch (IOException e) {
        // Closed, or a client that went away: the next one.
      }
    }
  }

  private void connect(Socket agent, Socket broker) {
    try {
      broker.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort), CONNECT_MILLIS);
      Thread.ofVirtual().start(() -> pump(broker, agent));
      pump(agent, broker);
    } catch (IOException e) {
      end(agent);
      end(broker);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] chunk = new byte[CHUNK];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        int count = in.read(chunk, 0, state == State.SLOW ? SLOW_CHUNK : CHUNK);
        if (count < 0) {
          break;
        }
        while (state == State.STALLED && !closing) {
          Thread.sleep(LOOKS_EVERY_MILLIS);
        }
        if (state == State.SLOW) {
          Thread.sleep(SLOW_MILLIS);
        }
        out.write(chunk, 0, count);
      }
    } catch (IOException e) {
      // Cut, or one side ended: so does the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone, as it should be.
    }
  }

  @Override
  public void close() throws IOException {
    closing = true;
    weather.interrupt();
    server.close();
    sockets.forEach(Wire::end);
  }
}
