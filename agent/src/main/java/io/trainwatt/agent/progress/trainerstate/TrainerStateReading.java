package io.trainwatt.agent.progress.trainerstate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.trainwatt.agent.progress.reading.Reading;
import io.trainwatt.agent.progress.reading.ReadingCount;
import io.trainwatt.agent.progress.update.Fields;
import io.trainwatt.agent.progress.update.Meaning;
import io.trainwatt.agent.progress.update.Update;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code checkpoint-N/trainer_state.json} of the Hugging Face Trainer: where it stood at that
 * checkpoint, and the newest entries of its {@code log_history}. Understood as it is read, so that
 * a long history takes no memory.
 */
public final class TrainerStateReading implements Reading {

  private static final String FORMAT = "trainer state";
  private static final String HISTORY = "log_history";
  private static final int MAX_DEPTH = 32;
  private static final int LONGEST_TEXT = 1 << 16;
  private static final int TOP = 1;
  private static final int ENTRY = 3;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(LONGEST_TEXT)
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final ReadingCount count = new ReadingCount();
  private @Nullable JsonParser json;
  private Fields state = new Fields();
  private int depth;
  private String section = "";
  private String name = "";
  private long taken;
  private boolean over;

  @Override
  public long feed(byte[] bytes, int offset, int length, Consumer<Update> updates) {
    if (over || length == 0) {
      return 0;
    }
    taken += length;
    try {
      JsonParser parser = json == null ? FACTORY.createNonBlockingByteArrayParser() : json;
      json = parser;
      ((ByteArrayFeeder) parser.getNonBlockingInputFeeder())
          .feedInput(bytes, offset, offset + length);
      JsonToken token = parser.nextToken();
      while (token != null && token != JsonToken.NOT_AVAILABLE && !over) {
        take(token, parser, updates);
        token = over ? null : parser.nextToken();
      }
    } catch (IOException e) {
      giveUp("no JSON of a state");
    }
    return 0;
  }

  private void take(JsonToken token, JsonParser parser, Consumer<Update> updates)
      throws IOException {
    if (depth == 0 && token != JsonToken.START_OBJECT) {
      giveUp("no JSON of a state");
    } else if (token.isStructStart()) {
      depth++;
    } else if (token.isStructEnd()) {
      depth--;
      if (depth == 0) {
        end(updates);
      }
    } else if (token == JsonToken.FIELD_NAME) {
      name = parser.currentName();
      section = depth == TOP ? name : section;
    } else if (token.isNumeric()) {
      number(parser.getDoubleValue());
    }
  }

  private void number(double value) {
    if (depth == TOP) {
      switch (name) {
        case "global_step" -> state.set(Meaning.STEP, value);
        case "max_steps" -> state.set(Meaning.PLANNED_STEPS, value);
        case "total_flos" -> state.set(Meaning.FLOPS, value);
        case "epoch" -> state.set(Meaning.EPOCH, value);
        case "num_input_tokens_seen" -> {
          // 0 stands for not counted.
          if (value > 0) {
            state.set(Meaning.TOKENS, value);
          }
        }
        default -> {}
      }
    } else if (depth == ENTRY && section.equals(HISTORY)) {
      // Entries are in their order: the newest of each kind stays.
      switch (name) {
        case "loss" -> state.replace(Meaning.LOSS, value);
        case "eval_loss" -> state.replace(Meaning.VALIDATION_LOSS, value);
        case "learning_rate" -> state.replace(Meaning.LEARNING_RATE, value);
        default -> {}
      }
    }
  }

  private void end(Consumer<Update> updates) {
    if (state.has(Meaning.STEP)) {
      count.told(FORMAT);
      state.any(FORMAT).ifPresent(updates);
      over = true;
    } else {
      giveUp("no state of a training");
    }
  }

  private void giveUp(String why) {
    count.leftOut(why);
    over = true;
  }

  @Override
  public void finish(Consumer<Update> updates) {
    if (!over && taken > 0) {
      giveUp("ends before its end");
    }
  }

  @Override
  public long pendingBytes() {
    return over ? 0 : taken;
  }

  @Override
  public void jumped() {
    giveUp("it was not read from its beginning");
  }

  @Override
  public void restarted() {
    json = null;
    state = new Fields();
    depth = 0;
    taken = 0;
    over = false;
  }

  @Override
  public ReadingCount count() {
    return count;
  }
}
