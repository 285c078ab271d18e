/** What the agent would see, for a reader and as JSON. */
@NullMarked
package io.trainwatt.cli.sense;

import org.jspecify.annotations.NullMarked;
