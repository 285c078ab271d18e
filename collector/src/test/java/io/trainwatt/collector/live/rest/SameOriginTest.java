package io.trainwatt.collector.live.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SameOriginTest {
  private static final Optional<String> HOST = Optional.of("collector:8484");

  @Test
  void programsThatSayNothingOfWhereTheyComeFromMayChangeThings() {
    assertThat(SameOrigin.isOwn(Optional.empty(), Optional.empty(), HOST)).isTrue();
  }

  @Test
  void pageOfThisCollectorMay() {
    assertThat(SameOrigin.isOwn(Optional.of("same-origin"), Optional.of("https://front"), HOST))
        .isTrue();
    assertThat(SameOrigin.isOwn(Optional.empty(), Optional.of("http://collector:8484"), HOST))
        .isTrue();
  }

  @Test
  void pageOfAnotherHostPortOrFileMayNot() {
    for (String origin :
        new String[] {
          "https://elsewhere.example", "http://collector:9999", "null", "collector:8484", "http://["
        }) {
      assertThat(SameOrigin.isOwn(Optional.empty(), Optional.of(origin), HOST))
          .as(origin)
          .isFalse();
    }
    for (String site : new String[] {"cross-site", "same-site"}) {
      assertThat(SameOrigin.isOwn(Optional.of(site), Optional.of("http://collector:8484"), HOST))
          .as(site)
          .isFalse();
    }
  }
}
