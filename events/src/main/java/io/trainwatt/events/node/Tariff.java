package io.trainwatt.events.node;

/**
 * What a kilowatt-hour costs.
 *
 * @param currency ISO 4217
 * @param microsPerKilowattHour millionths of the currency
 */
public record Tariff(String currency, long microsPerKilowattHour) {}
