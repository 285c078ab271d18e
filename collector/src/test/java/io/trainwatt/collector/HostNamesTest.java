package io.trainwatt.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostNamesTest {
  private static final List<String> NONE = List.of();

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LocalHost.", "a.localhost", "127.0.0.1", "[::1]", "::1", "10.0.0.7"})
  void addressesAndLocalhostAreAlwaysOwn(String host) {
    assertThat(new HostNames("127.0.0.1", NONE).isOwn(host)).isTrue();
    assertThat(new HostNames("0.0.0.0", List.of("energy.example")).isOwn(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"elsewhere.example", "127.0.0.1.elsewhere.example", "localhost.example", "1e100"})
  void namesThatMayBePointedHereAreRefusedOnLoopback(String host) {
    assertThat(new HostNames("127.0.0.1", NONE).isOwn(host)).isFalse();
    assertThat(new HostNames("localhost", NONE).isOwn(host)).isFalse();
    assertThat(new HostNames("::1", NONE).isOwn(host)).isFalse();
  }

  @Test
  void whoListensForOthersWithoutNamesTakesAll() {
    assertThat(new HostNames("0.0.0.0", NONE).isOwn("energy.example")).isTrue();
  }

  @Test
  void namedOnesAreOwnWhereverItListens() {
    for (String listensOn : List.of("127.0.0.1", "0.0.0.0")) {
      HostNames names = new HostNames(listensOn, List.of("Energy.example"));
      assertThat(names.isOwn("energy.EXAMPLE.")).isTrue();
      assertThat(names.isOwn("elsewhere.example")).isFalse();
    }
  }
}
