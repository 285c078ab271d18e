package io.trainwatt.collector;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.trainwatt.collector.sink.influx.InfluxConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Every setting of the collector, with its default. {@code trainwatt.kafka.bootstrap-servers} is
 * {@code TRAINWATT_KAFKA_BOOTSTRAP_SERVERS} in the environment, and so on. Documented in {@code
 * docs/reference/collector-config.md}.
 */
@ConfigMapping(prefix = CollectorSettings.PREFIX)
interface CollectorSettings {
  String PREFIX = "trainwatt";

  Kafka kafka();

  Http http();

  Topics topics();

  Streams streams();

  Efficiency efficiency();

  Live live();

  Influx influx();

  Routes routes();

  Grid grid();

  Advice advice();

  Budgets budgets();

  /** How the broker is reached. */
  interface Kafka {
    @WithDefault("127.0.0.1:9092")
    @Meaning("the broker, or several joined by commas")
    String bootstrapServers();

    @Meaning(
        "a Java properties file with more client settings (`security.protocol`, "
            + "`sasl.…`, `ssl.…`)")
    Optional<String> propertiesFile();
  }

  /** Where REST, the live page, health and metrics are served. */
  interface Http {
    @WithDefault("127.0.0.1")
    @Meaning("where REST, page, health and metrics listen")
    String host();

    @WithDefault("8484")
    @Meaning(value = "0 takes a free one", range = "0 to 65535")
    int port();

    @Meaning(
        value =
            "names, commas between, that the collector is asked by besides `localhost`; requests "
                + "for another one are refused, addresses never",
        absent = "on loopback none, elsewhere all")
    Optional<List<String>> names();
  }

  /** How topics are created where they are missing. */
  interface Topics {
    @WithDefault("4")
    @Meaning(
        value = "of topics that are created; the most stream threads that can share the work",
        range = "1 or more")
    int partitions();

    @WithDefault("-1")
    @Meaning(value = "copies of each; -1 leaves it to the broker", range = "-1, or 1 or more")
    short replication();
  }

  /** The topology. */
  interface Streams {
    @WithDefault("trainwatt")
    @Meaning("collectors of one id share the work")
    String applicationId();

    @WithDefault("1")
    @Meaning(value = "stream threads of this instance", range = "1 or more")
    int threads();

    @WithDefault("PT0.2S")
    @Meaning(value = "results are visible after it at the latest", range = "PT0.001S or more")
    Duration commitInterval();

    @WithDefault("PT30S")
    @Meaning(
        value =
            "how long stream threads may not run, or a partition with records left may not move,"
                + " before readiness and the page say so",
        range = "PT5S or more")
    Duration stallAfter();

    @WithDefault("PT15M")
    @Meaning(
        value =
            "after which a run is taken to have ended on a node that says nothing of it, as "
                + "of its last energy; it goes on if the node is heard of again",
        range = "PT1M or more")
    Duration runSilence();

    @WithDefault("67108864")
    @Meaning(value = "for changes that wait for the commit", range = "0 or more")
    long cacheBytes();

    @Meaning(
        value = "this instance's alone; nothing is lost with it",
        absent = "a fresh temporary one")
    Optional<String> stateDirectory();
  }

  /** What figures of efficiency need to be told. */
  interface Efficiency {
    @Meaning(
        "peaks of devices beside the [table](efficiency.md#what-a-piece-of-work-cost), "
            + "for MFU: `NVIDIA L40S=362; ...`")
    Optional<String> peakTeraflops();
  }

  /** What an instance keeps in memory to answer from. */
  interface Live {
    @WithDefault("PT2H")
    @Meaning(
        value = "how far back `/api/v1/series` reaches, from the newest point",
        range = "PT1M or more")
    Duration window();

    @WithDefault("67108864")
    @Meaning(
        value = "the most that points may take; the oldest minutes give way",
        range = "1048576 or more")
    long seriesBytes();

    @WithDefault("5000")
    @Meaning(value = "the most runs; those that started first give way", range = "1 or more")
    int maxRuns();
  }

  /** What runs are advised, see {@code docs/how-to/stop-on-advice.md}. */
  interface Advice {
    @Meaning(
        "runs with one of these labels (`label=value` or `label`, by commas) may be "
            + "[advised](../how-to/stop-on-advice.md) to stop in earnest")
    Optional<List<String>> actFor();

    @Meaning("runs with one of these labels are never advised")
    Optional<List<String>> veto();

    @WithDefault("PT10M")
    @Meaning(value = "before which nothing is advised", range = "PT0S or more")
    Duration minimumRuntime();

    @WithDefault("PT24H")
    @Meaning(value = "how long an advice may be followed", range = "PT1S or more")
    Duration validFor();
  }

  /** What runs may use, see {@code docs/how-to/stop-and-budget.md}. */
  interface Budgets {
    @Meaning(
        "what each run with a label (`label=value` or `label`), of a name (`name=NAME`) or each at all"
            + " (`*`) may use, or all of them `together`: `team=nlp: kwh=120, kg_co2=40, money=30;"
            + " team=nlp together: kwh=2000; *: kwh=500`; see"
            + " [budgets](../how-to/stop-and-budget.md)")
    Optional<String> runs();
  }

  /** The InfluxDB sink; without {@code url} there is none. */
  interface Influx {
    @Meaning("absent: nothing is written to InfluxDB")
    Optional<String> url();

    @Meaning("of 1.8: `user:password`")
    Optional<String> token();

    @WithDefault("trainwatt/autogen")
    @Meaning("of 1.8: `database/retention-policy`")
    String bucket();

    @WithDefault("trainwatt")
    @Meaning("any word for a server without organisations")
    String org();

    @WithDefault("PT1S")
    @Meaning(value = "the longest a point waits for company", range = "PT0S or more")
    Duration flushInterval();

    @WithDefault("5000")
    @Meaning(value = "the most points in one request", range = "1 to 100000")
    int batchPoints();

    @WithDefault("PT10S")
    @Meaning(value = "of one request", range = "more than PT0S")
    Duration timeout();

    @WithDefault("v2")
    @Meaning(
        "the write call: `v2` (`/api/v2/write`) of 1.8, 2 and 3; `v1` (`/write`) of " + "every 1.x")
    InfluxConfig.Api api();

    @Meaning(
        value =
            "where [minutes and hours](influxdb-schema.md) go: another retention policy of "
                + "the same database",
        absent = "the bucket")
    Optional<String> rollupBucket();

    @WithDefault("PT1M")
    @Meaning(
        value = "how often minutes and hours are summed; `PT0S`: never",
        range = "PT0S, or PT1S or more")
    Duration rollupInterval();
  }

  /** Whom alerts are told to; without {@code file} nobody. */
  interface Routes {
    @Meaning(
        "a YAML file that says [whom alerts are told to](../how-to/route-alerts.md); "
            + "absent: nobody")
    Optional<String> file();
  }

  /** How energy meets grid factors. */
  interface Grid {
    @WithDefault("lifecycle")
    @Meaning(
        value = "which intensity is preferred where one origin has both",
        range = "lifecycle, direct")
    String basis();

    @WithDefault("PT6H")
    @Meaning(
        value =
            "how long the last known intensity stands in after its interval, marked as "
                + "estimated",
        range = "PT0S to P7D")
    Duration carry();

    @WithDefault("P45D")
    @Meaning(
        value =
            "how long energy is kept by time, so that late and corrected factors reach it; "
                + "whole days. What is kept of a run of which nothing was heard for as long, and "
                + "for 8 days at least, goes with it: its last account stays, and nothing restates "
                + "it. An id that is used again after that begins a new account",
        range = "P1D to P3660D")
    Duration keep();

    @Meaning(
        "a YAML file of [providers, factors, contracts and "
            + "tariffs](../how-to/bring-your-grid-data.md); absent: the yearly table alone")
    Optional<String> file();
  }
}
