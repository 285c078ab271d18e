/**
 * What a run or node used: the domain side of {@code trainwatt.accounts} and {@code
 * trainwatt.series}.
 */
@NullMarked
package io.trainwatt.events.account;

import org.jspecify.annotations.NullMarked;
