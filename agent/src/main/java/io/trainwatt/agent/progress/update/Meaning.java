package io.trainwatt.agent.progress.update;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a name stands for, under which trainers write a number. */
public enum Meaning {
  /** Of the steps since the last one told. */
  LOSS(
      "loss train_loss training_loss loss_train loss_training train_loss_step "
          + "loss_step lm_loss train_lm_loss lm_loss_training_lm_loss lm_loss_training "
          + "batch_loss epoch_loss train_loss_epoch loss_epoch"),
  /** Of data that is not trained on. */
  VALIDATION_LOSS(
      "val_loss eval_loss valid_loss validation_loss loss_val loss_valid "
          + "loss_validation loss_eval lm_loss_validation lm_loss_validation_lm_loss "
          + "epoch_val_loss val_epoch_loss val_loss_epoch test_loss "
          + "evaluation_loss_vs_iterations loss_test"),
  STEP("step global_step train_global_step trainer_global_step iteration iter " + "num_updates"),
  PLANNED_STEPS("max_steps total_steps planned_steps max_iters train_iters"),
  TOKENS(
      "num_input_tokens_seen train_num_input_tokens_seen tokens_seen train_tokens_seen "
          + "total_tokens train_total_tokens consumed_tokens consumed_train_tokens "
          + "num_tokens tokens"),
  SAMPLES(
      "samples_seen train_samples_seen consumed_samples consumed_train_samples "
          + "samples_count total_samples samples"),
  /** Floating-point operations so far, singly. */
  FLOPS("total_flos train_total_flos total_flops flops"),
  GIGAFLOPS("gigaflops"),
  LEARNING_RATE("learning_rate lr train_learning_rate train_lr epoch_learning_rate"),
  EPOCH("epoch train_epoch epoch_num"),
  /** Stands in the last line of the Trainer alone. */
  SUMMARY("train_runtime");

  private static final Map<String, Named> NAMES = byName();
  private static final int LONGEST_NAME = 64;

  // Between spaces, the best first.
  private final String names;

  Meaning(String names) {
    this.names = names;
  }

  private String[] names() {
    return names.split(" ");
  }

  /**
   * What a name stands for.
   *
   * @param rank of several names of one meaning the one of the lowest rank says it best
   */
  record Named(Meaning meaning, int rank) {}

  /** Case and what stands between words don't matter: {@code Loss/train} is {@code loss_train}. */
  static Optional<Named> of(String name) {
    if (name.length() > LONGEST_NAME) {
      return Optional.empty();
    }
    String words = words(name);
    Named named = NAMES.get(words);
    if (named == null && words.startsWith("lr_")) {
      // The learning rate of an optimizer, as Lightning's monitor names it.
      return Optional.of(new Named(LEARNING_RATE, LEARNING_RATE.names().length));
    }
    return Optional.ofNullable(named);
  }

  private static String words(String name) {
    StringBuilder words = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        words.append(c);
      } else if (!words.isEmpty() && words.charAt(words.length() - 1) != '_') {
        words.append('_');
      }
    }
    int end = words.length();
    if (end > 0 && words.charAt(end - 1) == '_') {
      words.setLength(end - 1);
    }
    return words.toString().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Named> byName() {
    Map<String, Named> names = new HashMap<>();
    for (Meaning meaning : values()) {
      String[] own = meaning.names();
      for (int rank = 0; rank < own.length; rank++) {
        names.put(own[rank], new Named(meaning, rank));
      }
    }
    return Map.copyOf(names);
  }
}
