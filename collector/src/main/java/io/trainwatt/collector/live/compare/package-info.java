/**
 * Ways of training beside each other: what each used to come to the same loss, from the curves in
 * the runs' accounts. Pure.
 */
@NullMarked
package io.trainwatt.collector.live.compare;

import org.jspecify.annotations.NullMarked;
