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
    String bootstrapServers();

    /** A Java properties file with more client settings, such as security.protocol and sasl.*. */
    Optional<String> propertiesFile();
  }

  /** Where REST, the live page, health and metrics are served. */
  interface Http {
    @WithDefault("127.0.0.1")
    String host();

    /** 0 takes a free one. */
    @WithDefault("8484")
    int port();
  }

  /** How topics are created where they are missing. */
  interface Topics {
    /** Fixes the most stream threads that can share the work. */
    @WithDefault("4")
    int partitions();

    /** Copies of each, of internal topics too; -1 leaves it to the broker. */
    @WithDefault("-1")
    short replication();
  }

  /** The topology. */
  interface Streams {
    /** Instances of one application id share the work. */
    @WithDefault("trainwatt")
    String applicationId();

    @WithDefault("1")
    int threads();

    /** Results are visible after it at the latest. */
    @WithDefault("PT0.2S")
    Duration commitInterval();

    /** How long work may stand still before health says so. */
    @WithDefault("PT30S")
    Duration stallAfter();

    /** After which a run is taken to have ended on a node that says nothing of it. */
    @WithDefault("PT15M")
    Duration runSilence();

    /** For changes that wait for the commit. */
    @WithDefault("67108864")
    long cacheBytes();

    /** Must belong to this instance alone. Absent: a fresh temporary directory. */
    Optional<String> stateDirectory();
  }

  /** What figures of efficiency need to be told. */
  interface Efficiency {
    /** Peaks of devices by their names, beside and before the table: MODEL=TERAFLOPS; ... */
    Optional<String> peakTeraflops();
  }

  /** What an instance keeps in memory to answer from. */
  interface Live {
    @WithDefault("PT2H")
    Duration window();

    @WithDefault("67108864")
    long seriesBytes();

    @WithDefault("5000")
    int maxRuns();
  }

  /** What runs are advised, see {@code docs/how-to/stop-on-advice.md}. */
  interface Advice {
    /** Runs with one of these labels may be stopped in earnest; {@code label=value} or a label. */
    Optional<List<String>> actFor();

    /** Runs with one of these labels are never advised. */
    Optional<List<String>> veto();

    @WithDefault("PT10M")
    Duration minimumRuntime();

    @WithDefault("PT24H")
    Duration validFor();
  }

  /** What runs may use, see {@code docs/how-to/stop-and-budget.md}. */
  interface Budgets {
    /** Of each run with a label, of a name or of all: team=nlp: kwh=120, money=30; *: kwh=500. */
    Optional<String> runs();
  }

  /** The InfluxDB sink; without {@code url} there is none. */
  interface Influx {
    Optional<String> url();

    Optional<String> token();

    /** Of InfluxDB 1.8: database/retention-policy. */
    @WithDefault("trainwatt/autogen")
    String bucket();

    @WithDefault("trainwatt")
    String org();

    @WithDefault("PT1S")
    Duration flushInterval();

    @WithDefault("5000")
    int batchPoints();

    @WithDefault("PT10S")
    Duration timeout();

    /** v2 for 1.8, 2 and 3; v1 for every 1.x. */
    @WithDefault("v2")
    InfluxConfig.Api api();

    /** Where minutes and hours go; absent: the bucket. */
    Optional<String> rollupBucket();

    /** How often minutes and hours are summed; PT0S: never. */
    @WithDefault("PT1M")
    Duration rollupInterval();
  }

  /** Whom alerts are told to; without {@code file} nobody. */
  interface Routes {
    /** A YAML file of routes, as docs/how-to/route-alerts.md has it. */
    Optional<String> file();
  }

  /** How energy meets grid factors. */
  interface Grid {
    /** Preferred where the same origin has both: lifecycle or direct. */
    @WithDefault("lifecycle")
    String basis();

    /** How long the last known intensity stands in after its interval ended. */
    @WithDefault("PT6H")
    Duration carry();

    /** How long energy is kept by time, so that corrections reach it. */
    @WithDefault("P45D")
    Duration keep();

    /**
     * A YAML file of providers, factors and tariffs, as docs/how-to/bring-your-grid-data.md has it.
     */
    Optional<String> file();
  }
}
