/** Finds what somebody probably meant by a name that nobody knows. */
@NullMarked
package io.trainwatt.collector.names;

import org.jspecify.annotations.NullMarked;
