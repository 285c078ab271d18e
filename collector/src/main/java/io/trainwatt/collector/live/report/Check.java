package io.trainwatt.collector.live.report;

/**
 * One sum that must hold.
 *
 * @param check what is compared
 * @param detail both sides, in whole microjoules or records
 */
public record Check(String check, boolean balances, String detail) {

  static Check equal(String check, String left, long leftValue, String right, long rightValue) {
    return new Check(
        check,
        leftValue == rightValue,
        "%s %d, %s %d".formatted(left, leftValue, right, rightValue));
  }
}
