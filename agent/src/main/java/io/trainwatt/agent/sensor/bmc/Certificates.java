package io.trainwatt.agent.sensor.bmc;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Which certificates of a BMC are believed. */
final class Certificates {
  private Certificates() {}

  /**
   * @throws RedfishFailure if the authorities' file cannot be read or holds no certificate
   */
  static SSLContext context(RedfishConfig.Trust trust) throws RedfishFailure {
    try {
      TrustManager @Nullable [] managers =
          switch (trust) {
            case RedfishConfig.Trust.JavaAuthorities java -> null;
            case RedfishConfig.Trust.Authorities(Path file) -> authorities(file);
            case RedfishConfig.Trust.Pinned(String sha256) -> new TrustManager[] {new Pin(sha256)};
          };
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new RedfishFailure("TLS cannot be set up: " + e.getMessage(), "");
    }
  }

  private static TrustManager[] authorities(Path file)
      throws GeneralSecurityException, RedfishFailure {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    int count = 0;
    try (InputStream in = Files.newInputStream(file)) {
      store.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + count++, one);
      }
    } catch (IOException | CertificateException e) {
      throw new RedfishFailure("cannot read certificates of " + file + ": " + e, "");
    }
    if (count == 0) {
      throw new RedfishFailure(file + " holds no certificate", "write PEM certificates into it");
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** The SHA-256 of a certificate's DER form, as openssl prints it, without colons. */
  static String fingerprint(X509Certificate certificate) throws CertificateException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /**
   * Believes one certificate. An extended manager, so that the runtime leaves the host name to it:
   * who holds the pinned key is the BMC, under whatever name it is reached.
   */
  private static final class Pin extends X509ExtendedTrustManager {
    private final String sha256;

    Pin(String sha256) {
      this.sha256 = sha256;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      if (chain.length == 0) {
        throw new CertificateException("the server showed no certificate");
      }
      String shown = fingerprint(chain[0]);
      if (!shown.equals(sha256)) {
        throw new CertificateException("the server's certificate has SHA-256 " + shown);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("no client is expected");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      throw new CertificateException("no client is expected");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("no client is expected");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
