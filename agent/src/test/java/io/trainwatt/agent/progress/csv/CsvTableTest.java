package io.trainwatt.agent.progress.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CsvTableTest {

  private final CsvTable table = new CsvTable();

  private List<Update> all(String lines) {
    return lines.lines().map(table::line).flatMap(Optional::stream).toList();
  }

  @Test
  void lightningsRowsGiveStepLossAndEpochAndEmptyCellsNothing() {
    List<Update> updates = all("epoch,step,train_loss,val_loss\n0,4,1.5,\n0,4,,1.25\n1,9,1.0,\n");
    assertThat(updates).extracting(u -> u.step().orElseThrow()).containsExactly(4L, 4L, 9L);
    assertThat(updates.get(0).loss()).contains(Loss.of(1.5));
    assertThat(updates.get(1).loss()).isEmpty();
    assertThat(updates.get(1).validationLoss()).contains(Loss.of(1.25));
    assertThat(updates.get(1).phase()).contains(Phase.EVALUATION);
    assertThat(updates.get(2).epoch()).hasValue(1);
  }

  @Test
  void kerasTableHasEpochsAndNoSteps() {
    List<Update> updates = all("epoch;loss;val_loss\n0;1.5;1.6\n1;1.0;1.2");
    assertThat(updates).hasSize(2);
    assertThat(updates.getLast().step()).isEmpty();
    assertThat(updates.getLast().loss()).contains(Loss.of(1.0));
    assertThat(updates.getLast().validationLoss()).contains(Loss.of(1.2));
  }

  @Test
  void aTableWrittenAgainWithMoreColumnsAddsOnlyItsNewRows() {
    assertThat(all("epoch,step,train_loss\n0,4,1.5\n0,9,1.25")).hasSize(2);
    table.restarted();
    List<Update> again = all("epoch,step,train_loss,val_loss\n0,4,1.5,\n0,9,1.25,\n0,9,,1.0");
    assertThat(again).hasSize(1);
    assertThat(again.getFirst().validationLoss()).contains(Loss.of(1.0));
  }

  @Test
  void aColumnThatComesBeforeOthersChangesNothing() {
    all("step,train_loss\n4,1.5\n9,1.25");
    table.restarted();
    assertThat(all("grad,step,train_loss\n,4,1.5\n,9,1.25\n0.1,14,1.0")).hasSize(1);
  }

  @Test
  void anotherTableUnderTheSameNameIsReadWhole() {
    all("step,loss\n4,1.5\n9,1.25");
    table.restarted();
    assertThat(all("step,loss\n1,3.5\n2,3.25")).hasSize(2);
  }

  @Test
  void tablesWithoutALossSayNothing() {
    assertThat(all("id,name,price\n1,a,2.5\n2,b,3.5")).isEmpty();
    assertThat(table.silence()).isEqualTo("no row with a loss");
  }

  @Test
  void aRowStillBeingWrittenOrOfAnotherWidthSaysNothing() {
    assertThat(all("step,loss\n4,1.5,9\n5\n6,x"))
        .extracting(u -> u.step().orElse(0))
        .containsExactly(6L);
  }

  @Test
  void aHeaderIsToldFromALogsFirstLine() {
    assertThat(CsvTable.isHeader("epoch,accuracy,loss,val_loss")).isTrue();
    assertThat(CsvTable.isHeader("step 1, loss 2")).isFalse();
    assertThat(CsvTable.isHeader("loss")).isFalse();
    assertThat(CsvTable.isHeader("Loading, please wait")).isFalse();
  }
}
