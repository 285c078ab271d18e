package io.trainwatt.collector.live.compare;

/**
 * Why a comparison may not mean what it seems to.
 *
 * @param about one word: {@code data}, {@code tokenizer}, {@code hardware}, {@code zone}, ...
 */
public record Reservation(String about, String detail) {}
