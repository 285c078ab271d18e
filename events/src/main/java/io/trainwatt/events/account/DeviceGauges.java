package io.trainwatt.events.account;

import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.sample.Component;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a device showed at the end of a stretch; each is absent when it was not read. */
public record DeviceGauges(
    String device,
    Component component,
    Optional<Power> power,
    OptionalInt utilizationPpm,
    OptionalLong memoryUsedBytes,
    OptionalInt temperatureMillicelsius) {}
