package io.trainwatt.agent.control;

import io.trainwatt.events.sample.StageCount;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import jdk.net.ExtendedSocketOptions;

/**
 * The agent's Unix socket: any number of clients on one thread of its own. Lines and answers are
 * bounded; a client that does not read its answers is not read from either.
 */
public final class AgentSocket implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(AgentSocket.class.getName());
  private static final int MAX_CLIENTS = 1_024;
  private static final int BACKLOG = 512;

  private final Path path;
  private final ServerSocketChannel server;
  private final Selector selector;
  private final LineHandler handler;
  private final LineCount count = new LineCount();
  private final LargeBuffers buffers = new LargeBuffers();
  private final Set<Client> clients = new HashSet<>();
  private final Queue<Client> answered = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closing;

  private AgentSocket(
      Path path, ServerSocketChannel server, Selector selector, LineHandler handler) {
    this.path = path;
    this.server = server;
    this.selector = selector;
    this.handler = handler;
    this.thread = Thread.ofPlatform().name("agent-socket").daemon().unstarted(this::run);
  }

  /**
   * Listens. A socket left behind by an agent that is gone is replaced.
   *
   * @param forEveryone mode 0666, else 0600
   * @throws IOException if another process listens there, or the path cannot be made
   */
  public static AgentSocket open(Path path, boolean forEveryone, LineHandler handler)
      throws IOException {
    prepare(path, forEveryone);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path), BACKLOG);
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(forEveryone ? "rw-rw-rw-" : "rw-------"));
      server.configureBlocking(false);
      Selector selector = Selector.open();
      server.register(selector, SelectionKey.OP_ACCEPT);
      AgentSocket socket = new AgentSocket(path, server, selector, handler);
      socket.thread.start();
      return socket;
    } catch (IOException e) {
      server.close();
      throw new IOException("cannot listen at " + path + ": " + e.getMessage(), e);
    }
  }

  private static void prepare(Path path, boolean forEveryone) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null && Files.notExists(directory)) {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(
          directory, PosixFilePermissions.fromString(forEveryone ? "rwxr-xr-x" : "rwx------"));
    }
    if (Files.exists(path)) {
      if (someoneListens(path)) {
        throw new IOException("another agent listens at " + path);
      }
      Files.delete(path);
    }
  }

  private static boolean someoneListens(Path path) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      return false;
    }
  }

  private void run() {
    while (!closing) {
      try {
        // The wait is a safety net: a wakeup lost would else hold an answer back for ever.
        selector.select(this::ready, Duration.ofSeconds(1).toMillis());
        Client client = answered.poll();
        while (client != null) {
          client.goOn();
          client = answered.poll();
        }
        clients.removeIf(c -> !c.isOpen());
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "the agent''s socket: {0}", e.getMessage());
      }
    }
    clients.forEach(Client::close);
  }

  private void ready(SelectionKey key) {
    if (key.attachment() instanceof Client client) {
      client.ready();
    } else if (key.isValid() && key.isAcceptable()) {
      accept();
    }
  }

  private void accept() {
    try {
      SocketChannel channel = server.accept();
      if (channel == null) {
        return;
      }
      if (clients.size() >= MAX_CLIENTS) {
        count.dropped("too many clients");
        channel.close();
        return;
      }
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      Client client =
          new Client(channel, key, handler.connected(peer(channel)), count, buffers, this::wake);
      key.attach(client);
      clients.add(client);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "a client could not connect: {0}", e.getMessage());
    }
  }

  private static Optional<String> peer(SocketChannel channel) {
    try {
      return Optional.of(channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private void wake(Client client) {
    answered.add(client);
    selector.wakeup();
  }

  /** Lines in, lines used, and what was wrong with the others. */
  public StageCount count() {
    return count.count();
  }

  /** Where it listens. */
  public Path path() {
    return path;
  }

  /** Closes all connections and removes the socket. */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      thread.join(Duration.ofSeconds(2));
      server.close();
      selector.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "closing {0}: {1}", path, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
