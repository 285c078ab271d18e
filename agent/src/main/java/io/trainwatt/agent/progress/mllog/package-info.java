/** Progress read from MLPerf's log lines. */
@NullMarked
package io.trainwatt.agent.progress.mllog;

import org.jspecify.annotations.NullMarked;
