package io.trainwatt.collector.sink.influx;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;

/**
 * Where points go and how they are gathered.
 *
 * @param url {@code http://host:port}
 * @param token of InfluxDB 2; {@code user:password} of 1.8; empty where none is asked for
 * @param bucket of InfluxDB 2; {@code database/retention-policy} of 1.8
 * @param org of InfluxDB 2; ignored by 1.8
 * @param flushInterval the longest a point waits for company
 * @param batchPoints the most points in one request
 * @param timeout of one request
 * @param api which of its write calls
 * @param rollupBucket where minutes and hours go; may be the bucket itself
 * @param rollupInterval how often minutes and hours are summed anew; zero: never
 */
public record InfluxConfig(
    String url,
    String token,
    String bucket,
    String org,
    Duration flushInterval,
    int batchPoints,
    Duration timeout,
    Api api,
    String rollupBucket,
    Duration rollupInterval) {

  /** How points are written. */
  public enum Api {
    /** {@code /api/v2/write}: 1.8, 2 and 3. */
    V2,
    /** {@code /write}: every 1.x. */
    V1
  }

  /** Without roll-ups, by the newer call. */
  public InfluxConfig(
      String url,
      String token,
      String bucket,
      String org,
      Duration flushInterval,
      int batchPoints,
      Duration timeout) {
    this(
        url,
        token,
        bucket,
        org,
        flushInterval,
        batchPoints,
        timeout,
        Api.V2,
        bucket,
        Duration.ZERO);
  }

  /**
   * @throws IllegalArgumentException naming the setting that is out of its range
   */
  public InfluxConfig {
    if (!isHttp(url)) {
      throw new IllegalArgumentException(
          "trainwatt.influx.url is \"" + url + "\": give http://host:port or https://host:port");
    }
    if (bucket.isBlank()) {
      throw new IllegalArgumentException(
          "trainwatt.influx.bucket is empty: give a bucket, or database/retention-policy");
    }
    if (org.isBlank()) {
      throw new IllegalArgumentException(
          "trainwatt.influx.org is empty: give an organisation; any word for a server without any");
    }
    if (flushInterval.isNegative()) {
      throw new IllegalArgumentException(
          "trainwatt.influx.flush-interval is " + flushInterval + ": give PT0S or more");
    }
    if (batchPoints < 1 || batchPoints > 100_000) {
      throw new IllegalArgumentException(
          "trainwatt.influx.batch-points is " + batchPoints + ": give 1 to 100000");
    }
    if (rollupInterval.isNegative()
        || (!rollupInterval.isZero() && rollupInterval.compareTo(Duration.ofSeconds(1)) < 0)) {
      throw new IllegalArgumentException(
          "trainwatt.influx.rollup-interval is "
              + rollupInterval
              + ": give PT1S or more, or PT0S for none");
    }
    if (!database(rollupBucket).equals(database(bucket))) {
      throw new IllegalArgumentException(
          "trainwatt.influx.rollup-bucket is \""
              + rollupBucket
              + "\": give another retention policy of "
              + database(bucket));
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "trainwatt.influx.timeout is " + timeout + ": give more than PT0S");
    }
  }

  /** The same, but for the bucket that minutes and hours go to. */
  InfluxConfig toRollups() {
    return new InfluxConfig(
        url,
        token,
        rollupBucket,
        org,
        flushInterval,
        batchPoints,
        timeout,
        api,
        rollupBucket,
        rollupInterval);
  }

  /** The database that InfluxQL knows the bucket by: what stands before the first slash. */
  static String database(String bucket) {
    int slash = bucket.indexOf('/');
    return slash < 0 ? bucket : bucket.substring(0, slash);
  }

  /** The retention policy that InfluxQL knows it by; empty: the default one. */
  static String retentionPolicy(String bucket) {
    int slash = bucket.indexOf('/');
    return slash < 0 ? "" : bucket.substring(slash + 1);
  }

  /** Without the token, which belongs in no log. */
  @Override
  public String toString() {
    return "InfluxConfig[" + url + ", bucket " + bucket + ", org " + org + "]";
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      return (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
