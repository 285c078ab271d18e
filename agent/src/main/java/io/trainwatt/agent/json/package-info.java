/** JSON objects as they stand on one line of a socket or a log. */
@NullMarked
package io.trainwatt.agent.json;

import org.jspecify.annotations.NullMarked;
