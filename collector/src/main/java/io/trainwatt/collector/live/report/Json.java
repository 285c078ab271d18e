package io.trainwatt.collector.live.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.trainwatt.events.progress.Loss;
import java.io.IOException;
import java.io.Serial;

/** The one way an answer becomes JSON: what is not known is absent. Thread-safe. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new SimpleModule("losses").addSerializer(new LossSerializer()))
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .build();

  private Json() {}

  /** The UTF-8 bytes of an answer made of this package's records, maps, lists and numbers. */
  public static byte[] bytes(Object answer) {
    try {
      return MAPPER.writeValueAsBytes(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer is no JSON: " + answer.getClass(), e);
    }
  }

  /** The same as text. */
  public static String text(Object answer) {
    try {
      return MAPPER.writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer is no JSON: " + answer.getClass(), e);
    }
  }

  private static final class LossSerializer extends StdSerializer<Loss> {
    @Serial private static final long serialVersionUID = 1L;

    LossSerializer() {
      super(Loss.class);
    }

    @Override
    public void serialize(Loss loss, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      switch (loss) {
        case Loss.Finite finite -> json.writeNumber(finite.value());
        case Loss.NonFinite nonFinite ->
            json.writeString(
                switch (nonFinite) {
                  case NAN -> "NaN";
                  case POSITIVE_INFINITY -> "Infinity";
                  case NEGATIVE_INFINITY -> "-Infinity";
                });
      }
    }
  }
}
