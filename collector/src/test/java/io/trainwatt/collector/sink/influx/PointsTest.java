package io.trainwatt.collector.sink.influx;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.collector.fixture.Results;
import io.trainwatt.events.account.Subject;
import org.junit.jupiter.api.Test;

final class PointsTest {
  private static final Subject RUN = new Subject.OfRun("r1");
  private static final long SECOND_ONE = Results.START + Results.SECOND;

  @Test
  void stretchBecomesEnergyGaugesAndProgress() {
    assertThat(Points.of(Results.point(RUN, 1, 12_000_000)))
        .containsExactly(
            "trainwatt_energy,kind=run,id=r1,node=local/n1,device=cpu,component=cpu,"
                + "quality=modelled,in_total=true energy_microjoules=12000000i,"
                + "unattributed_microjoules=0i,duration_micros=1000000i,power_watts=12.0 "
                + SECOND_ONE,
            "trainwatt_gauges,kind=run,id=r1,node=local/n1,device=cpu,component=cpu "
                + "power_watts=12.5,utilization_ratio=0.25,temperature_celsius=41.5 "
                + SECOND_ONE,
            "trainwatt_progress,kind=run,id=r1,node=local/n1 phase=\"training\",step=1i,steps=1i,"
                + "tokens=64i,loss=4.0,loss_is_finite=true,learning_rate=0.001 "
                + SECOND_ONE);
  }

  @Test
  void accountOfARunBecomesItsTotal() {
    assertThat(Points.of(Results.run("r1", "de mo", 3_000_000)).getFirst())
        .isEqualTo(
            "trainwatt_total,kind=run,id=r1,name=de\\ mo total_microjoules=3000000i,"
                + "plus_minus_microjoules=1200000i,counted_microjoules=0i,"
                + "integrated_microjoules=0i,modelled_microjoules=3000000i,"
                + "co2_location_based_micrograms=473000i,"
                + "co2_location_based_plus_minus_micrograms=189200i,state=\"running\","
                + "started_micros="
                + Results.START
                + "i,steps=100i,tokens=6400i,loss_is_finite=false,"
                + "energy_since_progress_microjoules=7i,joules_per_step=0.015,"
                + "joules_per_token=2.34375E-4 "
                + (Results.START + 60 * Results.SECOND));
  }

  @Test
  void accountOfANodeBecomesItsTotal() {
    assertThat(Points.of(Results.node(1_000, 500)).getFirst())
        .contains(
            "measured_microjoules=1500i,attributed_microjoules=1000i,"
                + "unattributed_microjoules=500i,samples_received=10i,samples_missing=0i");
  }

  @Test
  void lastAccountOfAnHourStandsAtTheHoursBegin() {
    String total = Points.of(Results.run("r1", "de mo", 3_000_000)).getFirst();
    String hourly = Points.of(Results.run("r1", "de mo", 3_000_000)).getLast();
    long hour = Results.START / (3_600 * Results.SECOND) * 3_600 * Results.SECOND;

    assertThat(hourly)
        .isEqualTo(
            total
                    .replace("trainwatt_total,", "trainwatt_total_1h,")
                    .substring(0, total.lastIndexOf(' ') + "_1h".length())
                + ",as_of_micros="
                + (Results.START + 60 * Results.SECOND)
                + "i "
                + hour);
    assertThat(Points.isKept(hourly)).isTrue();
    assertThat(Points.isKept(total)).isFalse();
  }

  @Test
  void alertIsOnePointThatItsLaterVersionsReplace() {
    String firing = Points.of(Results.alert("f1", RUN, true)).getFirst();
    String resolved = Points.of(Results.alert("f1", RUN, false)).getFirst();

    assertThat(resolved).contains("firing=false").isNotEqualTo(firing);
    assertThat(place(resolved)).isEqualTo(place(firing));
  }

  private static String place(String line) {
    return line.substring(0, line.indexOf(' ')) + line.substring(line.lastIndexOf(' '));
  }
}
