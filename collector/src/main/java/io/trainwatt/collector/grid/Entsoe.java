package io.trainwatt.collector.grid;

import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.IntensityKind;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * ENTSO-E's transparency platform: actual generation per type (A75) of a bidding zone, with the
 * factors of {@link Fuel}. What pumped storage takes or gives is in no mix. An answer that there is
 * no data (reason 999) is a gap.
 */
final class Entsoe extends ZoneSource {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmm").withZone(ZoneOffset.UTC);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final int MOST_POINTS = 100_000;

  private final Secret token;
  private final String domain;

  Entsoe(GridHttp http, URI base, Secret token, String zone, String domain) {
    super(
        "entsoe",
        http,
        base,
        new Reading.Frame(zone, "ENTSO-E A75", IntensityKind.AVERAGE, EmissionBasis.LIFECYCLE),
        Duration.ofMinutes(15),
        Duration.ofDays(1));
    this.token = token;
    this.domain = domain;
  }

  @Override
  public Answer read(Instant from, Instant to) throws SourceFailed, InterruptedException {
    Reading reading = new Reading();
    // Whole hours, so that what was one value stays one.
    Instant first = from.truncatedTo(ChronoUnit.HOURS);
    for (Instant start = first; start.isBefore(to); start = start.plus(LONGEST)) {
      Instant end = start.plus(LONGEST).isBefore(to) ? start.plus(LONGEST) : to;
      URI url =
          base.resolve(
              "/api?securityToken=%s&documentType=A75&processType=A16&in_Domain=%s&periodStart=%s&periodEnd=%s"
                  .formatted(token.read(), domain, TIME.format(start), TIME.format(end)));
      new Document(http.bytes(url, Map.of())).read(reading);
    }
    return reading.answer();
  }

  /** One answer, element by element. */
  private final class Document {
    private final byte[] bytes;
    // By resolution: a zone may change it.
    private final SortedMap<Duration, GenerationMix> mixes = new TreeMap<>();
    private String psr = "";
    private boolean consumption;
    private boolean carriesOn;
    private Instant start = Instant.EPOCH;
    private Instant end = Instant.EPOCH;
    private Duration resolution = Duration.ZERO;
    private SortedMap<Integer, BigDecimal> points = new TreeMap<>();
    private int position;
    private String reasonCode = "";
    private String reasonText = "";
    private String text = "";

    private Document(byte[] bytes) {
      this.bytes = bytes;
    }

    private void read(Reading reading) throws SourceFailed {
      XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      String root = "";
      try {
        XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
        while (xml.hasNext()) {
          switch (xml.next()) {
            case XMLStreamConstants.START_ELEMENT -> {
              root = root.isEmpty() ? xml.getLocalName() : root;
              begin(xml.getLocalName());
            }
            case XMLStreamConstants.CHARACTERS -> text += xml.getText();
            case XMLStreamConstants.END_ELEMENT -> finish(xml.getLocalName(), text.strip());
            default -> {}
          }
        }
      } catch (XMLStreamException e) {
        throw new SourceFailed("garbage", "the answer is no XML");
      } catch (DateTimeException | NumberFormatException e) {
        throw new SourceFailed("garbage", "the answer has a time or number that is none");
      }
      conclude(root, reading);
    }

    private void conclude(String root, Reading reading) throws SourceFailed {
      if (root.equals("Acknowledgement_MarketDocument")) {
        if (!reasonCode.equals("999")) {
          throw new SourceFailed("refused", "reason %s: %s".formatted(reasonCode, reasonText));
        }
        return;
      }
      if (!root.equals("GL_MarketDocument")) {
        throw new SourceFailed("garbage", "the answer is a " + root);
      }
      mixes.forEach((length, mix) -> mix.read(reading, frame, length));
    }

    private void begin(String element) {
      text = "";
      switch (element) {
        case "TimeSeries" -> {
          psr = "";
          consumption = false;
          carriesOn = false;
        }
        case "Period" -> points = new TreeMap<>();
        default -> {}
      }
    }

    private void finish(String element, String value) throws SourceFailed {
      switch (element) {
        case "outBiddingZone_Domain.mRID" -> consumption = true;
        case "curveType" -> carriesOn = value.equals("A03");
        case "psrType" -> psr = value;
        case "start" -> start = Answers.time(value, "start");
        case "end" -> end = Answers.time(value, "end");
        case "resolution" -> resolution = Duration.parse(value);
        case "position" -> position = Integer.parseInt(value);
        case "quantity" -> points.put(position, Answers.decimal(value));
        case "quantity_Measure_Unit.name" -> unit(value);
        case "Period" -> period();
        case "code" -> reasonCode = value;
        case "text" -> reasonText = value;
        default -> {}
      }
      text = "";
    }

    private static void unit(String unit) throws SourceFailed {
      if (!unit.equals("MAW")) {
        throw new SourceFailed("units", "quantity_Measure_Unit.name is " + unit + ", not MAW");
      }
    }

    private void period() throws SourceFailed {
      Optional<Fuel> fuel = Fuel.ofPsr(psr);
      if (consumption || fuel.isEmpty()) {
        return;
      }
      if (!resolution.isPositive()) {
        throw new SourceFailed("garbage", "a period's resolution is " + resolution);
      }
      long count = Duration.between(start, end).dividedBy(resolution);
      if (count <= 0 || count > MOST_POINTS) {
        throw new SourceFailed("garbage", "a period has " + count + " points");
      }
      GenerationMix mix = mixes.computeIfAbsent(resolution, length -> new GenerationMix());
      BigDecimal last = null;
      for (int at = 1; at <= count; at++) {
        BigDecimal said = points.get(at);
        if (said != null) {
          last = said;
        }
        if (last != null && (said != null || carriesOn)) {
          mix.add(start.plus(resolution.multipliedBy(at - 1L)), psr, fuel.get(), last);
        }
      }
    }
  }
}
