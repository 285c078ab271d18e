package io.trainwatt.agent.sensor.bmc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A BMC: a real HTTPS server with a certificate of its own, accounts, sessions and whatever
 * resources and faults a test gives it.
 */
final class RedfishServer implements AutoCloseable {
  static final String USER = "trainwatt";
  static final String PASSWORD = "pässword-that-must-not-leak";
  private static final char[] STORE_PASSWORD = "changeit".toCharArray();
  private static final String SESSIONS = "/redfish/v1/SessionService/Sessions";

  /** What it does instead of answering. */
  enum Fault {
    NONE,
    UNAVAILABLE,
    GARBAGE,
    SLOW_LORIS,
    NEVER,
    HUGE,
    REDIRECT_AWAY
  }

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Path folder;
  private final X509Certificate certificate;
  private final Map<String, String> resources = new ConcurrentHashMap<>();
  private final Set<String> tokens = ConcurrentHashMap.newKeySet();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger logins = new AtomicInteger();
  private volatile Fault fault = Fault.NONE;
  private volatile String elsewhere = "";
  private volatile boolean open;

  RedfishServer(Path folder) throws Exception {
    this.folder = folder;
    Path store = folder.resolve("bmc.p12");
    if (!Files.exists(store)) {
      keytool(store);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, STORE_PASSWORD);
    }
    certificate = (X509Certificate) keys.getCertificate("bmc");
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, STORE_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    put("/redfish/v1/", "{'Chassis': {'@odata.id': '/redfish/v1/Chassis'}}");
  }

  private static void keytool(Path store) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "bmc",
                "-keyalg",
                "EC",
                "-dname",
                "CN=bmc",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(STORE_PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }

  URI url() {
    return URI.create("https://localhost:" + server.getAddress().getPort() + "/");
  }

  /** JSON with single quotes, for short. */
  void put(String path, String json) {
    resources.put(path, json.replace('\'', '"'));
  }

  /** The list of chassis, whose resources are put by themselves. */
  void chassis(String... ids) {
    StringBuilder members = new StringBuilder();
    for (String id : ids) {
      members
          .append(members.isEmpty() ? "" : ",")
          .append("{'@odata.id': '/redfish/v1/Chassis/%s'}".formatted(id));
    }
    put("/redfish/v1/Chassis", "{'Members': [" + members + "]}");
  }

  void fault(Fault now) {
    fault = now;
  }

  void redirectAway(URI target) {
    elsewhere = target.toString();
    fault = Fault.REDIRECT_AWAY;
  }

  /** Asks nobody who they are. */
  void openToAll() {
    open = true;
  }

  void expireSessions() {
    tokens.clear();
  }

  int logins() {
    return logins.get();
  }

  int sessions() {
    return tokens.size();
  }

  /** Method, path, and what the client showed of itself. */
  List<String> requests() {
    return requests;
  }

  String fingerprint() throws Exception {
    return Certificates.fingerprint(certificate);
  }

  Path certificateFile() throws Exception {
    Path pem = folder.resolve("ca.pem");
    String body = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
    Files.writeString(
        pem, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    return pem;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String token = header(exchange, "X-Auth-Token");
      String basic = header(exchange, "Authorization");
      requests.add(
          "%s %s %s%s"
              .formatted(
                  exchange.getRequestMethod(),
                  path,
                  token.isEmpty() ? "" : "token",
                  basic.isEmpty() ? "" : "basic"));
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (misbehaves(exchange)) {
        return;
      }
      if (exchange.getRequestMethod().equals("POST") && path.equals(SESSIONS)) {
        login(exchange, new String(body, StandardCharsets.UTF_8));
      } else if (!open && !tokens.contains(token) && !isBasic(basic)) {
        exchange.sendResponseHeaders(401, -1);
      } else if (exchange.getRequestMethod().equals("DELETE")) {
        tokens.remove(token);
        exchange.sendResponseHeaders(204, -1);
      } else {
        answer(exchange, path);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  private static boolean isBasic(String header) {
    String both = USER + ":" + PASSWORD;
    return header.equals(
        "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
  }

  private void login(HttpExchange exchange, String body) throws IOException {
    int number = logins.incrementAndGet();
    if (!body.contains('"' + USER + '"') || !body.contains('"' + PASSWORD + '"')) {
      exchange.sendResponseHeaders(401, -1);
      return;
    }
    String token = "token-" + number;
    tokens.add(token);
    exchange.getResponseHeaders().add("X-Auth-Token", token);
    exchange.getResponseHeaders().add("Location", SESSIONS + "/" + number);
    exchange.sendResponseHeaders(201, -1);
  }

  private void answer(HttpExchange exchange, String path) throws IOException {
    String json = resources.get(path);
    if (json == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private boolean misbehaves(HttpExchange exchange) throws IOException, InterruptedException {
    switch (fault) {
      case NONE -> {
        return false;
      }
      case UNAVAILABLE -> exchange.sendResponseHeaders(503, -1);
      case GARBAGE -> {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write("<html>\u0000".getBytes(StandardCharsets.UTF_8));
      }
      case SLOW_LORIS -> drip(exchange);
      case NEVER -> closing.await();
      case HUGE -> {
        exchange.sendResponseHeaders(200, 0);
        byte[] much = new byte[1 << 16];
        for (int i = 0; i < 64; i++) {
          exchange.getResponseBody().write(much);
        }
      }
      case REDIRECT_AWAY -> {
        exchange.getResponseHeaders().add("Location", elsewhere);
        exchange.sendResponseHeaders(307, -1);
      }
    }
    return true;
  }

  /** A byte now and then, for as long as anyone listens. */
  private void drip(HttpExchange exchange) throws IOException, InterruptedException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    while (!closing.await(100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
      out.write(' ');
      out.flush();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
